namespace Interop.Worker.Control;

/// <summary>What remote control asks of a pool that grows and shrinks by itself. Celery: <c>celery/worker/autoscale.py</c>.</summary>
internal interface IAutoscaler
{
    /// <summary>Changes the bounds, null leaving one as it is. Returns those that count now.</summary>
    /// <exception cref="ArgumentException">No pool can be kept between them.</exception>
    (int Max, int Min) Update(int? max, int? min);

    /// <summary>Bounds and size as <c>stats</c> shows them.</summary>
    (int Max, int Min, int Current, int Queued) Info { get; }
}
