using Interop.Tool;

return await CommandLine.RunAsync(args, ToolConsole.Process());
