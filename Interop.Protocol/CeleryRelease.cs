namespace Interop.Protocol;

/// <summary>Which Celery release our bytes look like. Reading accepts all of them, whatever is chosen here.</summary>
public enum CeleryRelease
{
    /// <summary>Celery 5.0: no <c>ignore_result</c> header, signatures carry <c>chord_size</c>.</summary>
    V50 = 500,

    /// <summary>Celery 5.1 and 5.2: JSON without typed values, naive <c>date_done</c>.</summary>
    V52 = 502,

    /// <summary>Celery 5.3: typed JSON values, stamps.</summary>
    V53 = 503,

    /// <summary>Celery 5.4: <c>date_done</c> with <c>+00:00</c>.</summary>
    V54 = 504,

    /// <summary>Celery 5.5: <c>date_done</c> in the app's timezone.</summary>
    V55 = 505,

    /// <summary>Celery 5.6. The default.</summary>
    V56 = 506,
}
