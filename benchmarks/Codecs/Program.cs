using BenchmarkDotNet.Running;
using Interop.Benchmarks;

// Beside CPython, with a report: benchmarks/run codecs. Alone: dotnet run -c Release --project benchmarks/Codecs -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(JsonBenchmarks).Assembly).Run(args);
