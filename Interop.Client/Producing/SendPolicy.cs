namespace Interop.Client.Producing;

/// <summary>How long and how often to try; null is the app's way.</summary>
internal readonly record struct SendPolicy(bool? Retry, PublishRetryPolicy? Policy, TimeSpan? Timeout);
