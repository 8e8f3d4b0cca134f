using Interop.Client.Configuration;

namespace Interop.Client.Brokers.FileSystem;

/// <summary>The folders of the filesystem transport, by kombu's option names.</summary>
/// <param name="In">Read from. kombu: <c>data_folder_in</c>.</param>
/// <param name="Out">Written to. kombu: <c>data_folder_out</c>.</param>
/// <param name="Processed">Where messages end with <c>store_processed</c>, else null. kombu: <c>processed_folder</c>.</param>
/// <param name="Control">Exchange tables of kombu 5.3 and later. kombu: <c>control_folder</c>.</param>
internal sealed record FileSystemFolders(string In, string Out, string? Processed, string Control)
{
    /// <summary>Messages in the hands of our consumers, one folder a consumer; Python never looks there.</summary>
    public string Unacked => Path.Combine(In, ".unacked");

    /// <summary>Files that are no messages, for people to look at.</summary>
    public string Undecodable => Path.Combine(In, "undecodable");

    public static FileSystemFolders From(TransportOptions options) => new(
        options.Text("data_folder_in") ?? "data_in",
        options.Text("data_folder_out") ?? "data_out",
        options.Boolean("store_processed", false) ? options.Text("processed_folder") ?? "processed" : null,
        options.Text("control_folder") ?? "control");

    public void Create()
    {
        Directory.CreateDirectory(In);
        Directory.CreateDirectory(Out);
        if (Processed is not null)
        {
            Directory.CreateDirectory(Processed);
        }
    }
}
