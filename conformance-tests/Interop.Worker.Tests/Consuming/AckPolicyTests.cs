using Interop.Client.Brokers;
using Interop.Protocol;
using Interop.Worker.Consuming;
using Interop.Worker.Execution;

namespace Interop.Worker.Tests.Consuming;

public sealed class AckPolicyTests
{
    [Theory]
    [InlineData((int)TaskEnding.Success, Settlement.Ack, Settlement.Ack)]
    [InlineData((int)TaskEnding.Retry, Settlement.Ack, Settlement.Ack)]
    [InlineData((int)TaskEnding.Ignore, Settlement.Ack, Settlement.Ack)]
    [InlineData((int)TaskEnding.Failure, Settlement.Ack, Settlement.Reject)]
    [InlineData((int)TaskEnding.TimeLimit, Settlement.Ack, Settlement.Requeue)]
    [InlineData((int)TaskEnding.WorkerLost, Settlement.Ack, Settlement.Reject)]
    [InlineData((int)TaskEnding.Aborted, null, null)]
    public void AfterTask_SettlesLateOnes_ByOutcomeAndFlag(int ending, Settlement? acksOnFailure, Settlement? rejectsOnFailure)
    {
        Assert.Equal(acksOnFailure, AckPolicy.AfterTask((TaskEnding)ending, acksLate: true, acksOnFailure: true));
        Assert.Equal(rejectsOnFailure, AckPolicy.AfterTask((TaskEnding)ending, acksLate: true, acksOnFailure: false));
    }

    [Fact]
    public void AfterTask_SettlesNothing_WhenAcknowledgedEarly() => Assert.All(
        Enum.GetValues<TaskEnding>().Where(ending => ending != TaskEnding.Revoked),
        ending => Assert.Null(AckPolicy.AfterTask(ending, acksLate: false, acksOnFailure: false)));

    [Fact]
    public void AfterTask_AcksRevokedOnes_WhicheverWay()
    {
        Assert.Equal(Settlement.Ack, AckPolicy.AfterTask(TaskEnding.Revoked, acksLate: false, acksOnFailure: true));
        Assert.Equal(Settlement.Ack, AckPolicy.AfterTask(TaskEnding.Revoked, acksLate: true, acksOnFailure: false));
    }

    [Theory]
    [InlineData(true, Settlement.Requeue)]
    [InlineData(false, Settlement.Reject)]
    public void AfterTask_RejectsAsTheTaskAsked(bool requeue, Settlement expected) =>
        Assert.Equal(expected, AckPolicy.AfterTask(TaskEnding.Reject, acksLate: true, acksOnFailure: true, requeue));

    [Fact]
    public void AfterTask_RequeuesLostOnes_WhenAskedTo() => Assert.Equal(
        Settlement.Requeue,
        AckPolicy.AfterTask(TaskEnding.WorkerLost, acksLate: true, acksOnFailure: true, requeueWhenLost: true));

    [Fact]
    public void AfterTask_DropsBeyondTheHardLimit_BeforeCelery55() => Assert.Equal(
        Settlement.Reject,
        AckPolicy.AfterTask(TaskEnding.TimeLimit, acksLate: true, acksOnFailure: false, release: CeleryRelease.V54));
}
