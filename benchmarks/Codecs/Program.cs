using BenchmarkDotNet.Running;
using Interop.Benchmarks;

// Beside CPython, with a report: benchmarks/run codecs. Alone: dotnet run -c Release --project benchmarks/Codecs -- --filter '*'
// --write FOLDER writes each message once, for Python to read.
if (args is ["--write", var folder])
{
    Messages.Write(folder);
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(JsonBenchmarks).Assembly).Run(args);
