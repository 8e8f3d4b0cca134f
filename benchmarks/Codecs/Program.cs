using BenchmarkDotNet.Running;
using Interop.Benchmarks;

// Run as: dotnet run -c Release --project benchmarks/Codecs -- --filter '*'
BenchmarkSwitcher.FromAssembly(typeof(MessageBenchmarks).Assembly).Run(args);
