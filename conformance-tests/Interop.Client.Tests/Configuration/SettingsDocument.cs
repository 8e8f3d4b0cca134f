using System.Globalization;
using System.Text;
using Interop.Client.Configuration;
using Interop.Client.Configuration.Tables;

namespace Interop.Client.Tests.Configuration;

/// <summary>Writes <c>docs/configuration.md</c> from the table of settings.</summary>
internal static class SettingsDocument
{
    private const string Head =
        """
        # Configuration

        <!-- Written from the table of settings; run SettingNamesTests with INTEROP_APPROVE=1 to write it again. -->

        Settings have Celery's names, in a section of `appsettings.json`, in the environment (`Celery__task_acks_late=true`) or in any other
        source of .NET's configuration. The names before Celery 4 (`CELERY_ACKS_LATE`) and those of the `CeleryOptions` properties
        (`TaskAcksLate`) are read too; old and new names cannot be mixed. An unknown name is an error that gives the nearest known one.

        ```csharp
        builder.Services.AddCelery(builder.Configuration.GetSection("Celery"));
        ```

        As in Celery, the environment variables `CELERY_BROKER_URL`, `CELERY_BROKER_READ_URL`, `CELERY_BROKER_WRITE_URL` and
        `CELERY_RESULT_BACKEND` win over the section. Durations are seconds (`30`, `0.5`) or .NET's `hh:mm:ss`. Precedence of what is
        said about one call: call, signature, task, routes, app, Celery's default.

        """;

    private const string Queues =
        """
        ## `task_queues`

        A list of names or of maps, or a map of names to maps, with the keys of `kombu.Queue`: `name`, `exchange`, `exchange_type`,
        `routing_key` (or `binding_key`), `durable`, `exclusive`, `auto_delete`, `delivery_mode`, `queue_arguments`, `consumer_arguments`,
        `max_priority`, `max_length`, `max_length_bytes`, `expires`, `message_ttl`. As in Celery, a queue in a list that names neither exchange
        nor routing key gets those of the default queue, while a queue in a map gets its own name as routing key.

        ```json
        "task_queues": [ { "name": "billing", "exchange": "billing", "routing_key": "billing", "max_priority": 9 } ]
        ```

        ## `task_routes`

        A map of task names or patterns to a queue or to `queue`, `exchange`, `routing_key`, `priority`. Names win over patterns, and of
        patterns the one with more literal characters wins, because maps of .NET's configuration have no order. A list of pairs keeps its
        order. Functions are given in code: `TaskRoute.From(name => …)`.

        ```json
        "task_routes": { "billing.*": { "queue": "billing" }, "mail.send": "mail" }
        "task_routes": [ ["billing.*", { "queue": "billing" }], ["*", "rest"] ]
        ```

        ## URLs

        | URL | broker | results |
        |---|---|---|
        | `amqp://user:password@host:5672/vhost`, `pyamqp://`, `amqps://` | RabbitMQ | |
        | `redis://:password@host:6379/0`, `rediss://`, `redis+socket:///path?virtual_host=0` | Redis | Redis |
        | `sentinel://host:26379;sentinel://host2:26379` with `master_name` in the transport options | Redis | Redis |
        | `filesystem://` with `data_folder_in` and `data_folder_out` in the transport options | files | |
        | `file:///folder` | | files |
        | `rpc://` | | replies over RabbitMQ |
        | `memory://`, `cache+memory://` | this process | this process |
        | `disabled://`, none | | no results |

        User, password, virtual host and folder are percent-decoded. Several addresses, `;` between them, are tried in turn.

        """;

    public static string Write()
    {
        var text = new StringBuilder(Head).Append('\n');
        Table(text, "Broker", BrokerSettings.All);
        Table(text, "Results", ResultSettings.All);
        Table(text, "Tasks and messages", TaskSettings.All);
        Table(text, "Workers", WorkerSettings.All);
        Table(text, "Other", OtherSettings.All);
        text.Append(Queues).Append('\n');
        Names(text, "Accepted without effect", "The log says so once at start.", SettingSupport.Noted);
        Names(text, "Not supported", "An error, unless the value is Celery's default.", SettingSupport.Refused);
        return text.ToString().TrimEnd() + "\n";
    }

    private static void Table(StringBuilder text, string title, IReadOnlyList<Setting> settings)
    {
        text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n| setting | before Celery 4 | type | default | what it does |\n|---|---|---|---|---|\n");
        foreach (var setting in settings.Where(setting => setting.Support == SettingSupport.Supported))
        {
            var old = setting.IsOwn ? "(not in Celery)" : $"`{setting.OldName ?? setting.Name.ToUpperInvariant()}`";
            text.Append(CultureInfo.InvariantCulture, $"| `{setting.Name}` | {old} | {setting.Type} | {setting.Default} | {setting.Doc} |\n");
        }

        text.Append('\n');
    }

    private static void Names(StringBuilder text, string title, string intro, SettingSupport support)
    {
        text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n{intro}\n\n| setting | why |\n|---|---|\n");
        foreach (var same in SettingNames.All().Where(setting => setting.Support == support).GroupBy(setting => setting.Doc, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(", ", same.Select(setting => $"`{setting.Name}`"))} | {same.Key} |\n");
        }

        text.Append('\n');
    }
}
