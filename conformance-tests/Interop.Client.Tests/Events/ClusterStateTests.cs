using System.Text;
using Interop.Client.Events;
using Interop.Protocol.Events;
using Interop.Protocol.Results;
using Interop.Protocol.Serialization.Json;

namespace Interop.Client.Tests.Events;

public sealed class ClusterStateTests
{
    private readonly MovedTime _time = new();
    private readonly List<string> _story = [];
    private readonly ClusterState _state;

    public ClusterStateTests() => _state = new ClusterState(_time, new ClusterStateOptions
    {
        MaxTasks = 3,
        OnNodeJoined = worker => _story.Add($"+{worker.Hostname}"),
        OnNodeLeft = worker => _story.Add($"-{worker.Hostname}"),
    });

    [Fact]
    public void Worker_IsAlive_ForTwiceItsInterval()
    {
        Apply("worker-online", """ "freq": 2.0, "active": 1, "processed": 5, "loadavg": [0.5, 1, 2.5], "sw_ver": "5.6.3" """);

        var worker = Assert.Single(_state.AliveWorkers);
        Assert.Equal((42L, 2.0, 1L, 5L, "5.6.3", "w1@vm.42"), (worker.Pid, worker.Freq, worker.Active, worker.Processed, worker.SoftwareVersion, worker.Id));
        Assert.Equal([0.5, 1, 2.5], worker.LoadAverage);

        _time.Seconds += 3.9;
        Assert.Single(_state.AliveWorkers);
        _time.Seconds += 0.2;
        Assert.Empty(_state.AliveWorkers);
        Assert.Single(_state.Workers);
    }

    [Fact]
    public void Workers_JoinAndLeave()
    {
        Apply("worker-heartbeat", "\"freq\": 2.0");
        Apply("worker-heartbeat", "\"freq\": 2.0");
        Apply("worker-online", "\"freq\": 2.0");
        Apply("worker-offline", "\"freq\": 2.0");

        Assert.Equal(["+w1@vm", "+w1@vm", "-w1@vm"], _story);
        Assert.Empty(_state.Workers);
    }

    [Fact]
    public void Task_GoesThroughItsStates()
    {
        Told("task-received", "\"name\": \"t.add\", \"args\": \"(2, 3)\", \"kwargs\": \"{}\", \"retries\": 0");
        Told("task-started", "\"pid\": 42");
        Told("task-succeeded", "\"result\": \"5\", \"runtime\": 0.5");

        var task = _state.FindTask("u")!;
        Assert.Equal(
            (TaskState.Success, "t.add", "(2, 3)", "5", 0.5, "w1@vm"),
            (task.State, task.Name, task.Args, task.Result, task.Runtime, task.Worker));
        Assert.Equal(["t.add"], _state.TaskTypes);
        Assert.Equal((3L, 1L), (_state.EventCount, _state.TaskCount));
    }

    [Fact]
    public void Task_IsNotSetBack_ByEventsThatComeLate()
    {
        Told("task-succeeded", "\"result\": \"5\"");
        Told("task-started", "\"pid\": 42");
        Told("task-received", "\"name\": \"t.add\", \"args\": \"()\", \"result\": \"no\"");

        var task = _state.FindTask("u")!;
        Assert.Equal((TaskState.Success, "t.add", "5"), (task.State, task.Name, task.Result));
        Assert.NotNull(task.Received);
        Assert.NotNull(task.Started);
    }

    [Fact]
    public void Task_CanGoOnAfterARetry()
    {
        Told("task-started", "\"pid\": 42");
        Told("task-retried", "\"exception\": \"KeyError('k')\"");
        Assert.Equal(TaskState.Retry, _state.FindTask("u")!.State);

        Told("task-received", "\"retries\": 1");

        Assert.Equal(TaskState.Received, _state.FindTask("u")!.State);
        Assert.Equal(1, _state.FindTask("u")!.Retries);
    }

    [Fact]
    public void Task_HasTheStateOfACustomEvent()
    {
        Told("task-progress", "\"step\": 3");

        Assert.Equal(("PROGRESS", 3L), (_state.FindTask("u")!.State.Name, _state.FindTask("u")!.Extra!["step"]!.Value.AsInt64()));
    }

    [Fact]
    public void Tasks_AreBounded_TheFirstIsForgotten()
    {
        foreach (var id in (string[])["a", "b", "c", "d"])
        {
            Apply("task-received", $"\"uuid\": \"{id}\", \"name\": \"t\"");
        }

        Assert.Equal(["b", "c", "d"], _state.Tasks.Select(task => task.Id).Order());
    }

    [Fact]
    public void ClearTasks_KeepsThoseThatRun()
    {
        Apply("task-succeeded", "\"uuid\": \"a\"");
        Apply("task-started", "\"uuid\": \"b\"");

        _state.ClearTasks();

        Assert.Equal(["b"], _state.Tasks.Select(task => task.Id));
    }

    private void Told(string type, string fields) => Apply(type, $"\"uuid\": \"u\", {fields}");

    private void Apply(string type, string fields)
    {
        var json = $$"""{"hostname": "w1@vm", "utcoffset": 0, "pid": 42, "clock": {{_state.EventCount + 1}}, "timestamp": 1000.0, {{fields}}, "type": "{{type}}"}""";
        var told = EventCodec.Read(WireJsonReader.ReadDocument(Encoding.UTF8.GetBytes(json)))[0];
        _state.Apply(EventCodec.Localize(told, null, 0, EventTime.Timestamp(_time.GetUtcNow())));
    }

    private sealed class MovedTime : TimeProvider
    {
        public double Seconds { get; set; } = 1000;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(Seconds);
    }
}
