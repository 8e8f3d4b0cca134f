using Interop.Protocol.Results;

namespace Interop.Client.Producing.Canvas;

/// <summary>What the backend is to know of a chord before its parts are sent.</summary>
/// <param name="GroupId">Id of the header.</param>
/// <param name="Size">How many parts will come to an end. Celery: <c>set_chord_size</c>.</param>
/// <param name="Header">The header's handle, where its results are not one for each part. Celery: <c>GroupResult.save</c>.</param>
internal sealed record PlannedChord(string GroupId, int Size, ResultTuple? Header);
