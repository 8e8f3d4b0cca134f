namespace Interop.Client.Configuration;

/// <summary>What becomes of a setting.</summary>
internal enum SettingSupport
{
    /// <summary>Does here what it does in Celery.</summary>
    Supported,

    /// <summary>Accepted, and has no effect here; the log says so.</summary>
    Noted,

    /// <summary>An error, since leaving it out of account would change what the app does.</summary>
    Refused,
}
