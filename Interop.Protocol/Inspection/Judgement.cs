namespace Interop.Protocol.Inspection;

/// <summary>A verdict and its reason.</summary>
internal readonly record struct Judgement(InspectionVerdict Verdict, string Reason)
{
    public static Judgement Run(string reason) => new(InspectionVerdict.Run, reason);

    public static Judgement Refuse(string reason) => new(InspectionVerdict.Refuse, reason);

    public static Judgement Reject(string reason) => new(InspectionVerdict.Reject, reason + " The worker rejects it without requeue.");

    public static Judgement Lose(string reason) => new(InspectionVerdict.Lose, reason + " The worker acknowledges it; it is gone.");

    /// <summary>The worker ends with the message in its books.</summary>
    public static Judgement Die(string reason) => new(
        InspectionVerdict.Die, reason + " The worker ends; the message goes back to its queue, where the next worker meets it.");

    /// <summary>The worker ends before it has the message in its books.</summary>
    public static Judgement DieAndDrop(string reason) => new(
        InspectionVerdict.Die, reason + " The worker ends; the message is gone already.");
}
