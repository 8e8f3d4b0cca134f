namespace Interop.Client.Configuration;

/// <summary>One setting of Celery, or one of ours: a row of the one table.</summary>
internal sealed record Setting
{
    /// <summary>Celery's name, e.g. <c>task_acks_late</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Name before Celery 4, e.g. <c>CELERY_ACKS_LATE</c>; null where it is the upper case of
    /// <see cref="Name"/>.</summary>
    public string? OldName { get; init; }

    /// <summary>Type as people write it, with its unit: <c>seconds</c>, <c>true/false</c>, <c>text</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Default as people write it.</summary>
    public required string Default { get; init; }

    /// <summary>One line: what it does, or why it does nothing here.</summary>
    public required string Doc { get; init; }

    public SettingSupport Support { get; init; } = SettingSupport.Supported;

    /// <summary>Values that say nothing new, so that a refused setting may have them.</summary>
    public IReadOnlyList<string> Harmless { get; init; } = [];

    /// <summary>Takes the value over into options.</summary>
    public Func<CeleryOptions, SettingValue, CeleryOptions>? Apply { get; init; }

    /// <summary>True for settings that Celery does not have.</summary>
    public bool IsOwn { get; init; }
}
