namespace Interop.Client.Configuration.Tables;

/// <summary>Settings of results and of the backends that keep them.</summary>
internal static class ResultSettings
{
    private const string InUrl = "Write it into result_backend instead.";
    private const string OtherBackend = "Belongs to a result backend that is not supported.";
    private const string Waits = "Reading waits up to its timeout, storing as long as the worker runs.";

    public static IReadOnlyList<Setting> All { get; } =
    [
        Row.Text("result_backend", "CELERY_RESULT_BACKEND", "none", "URL of the result backend; none keeps no results.",
            (o, v) => o with { ResultBackend = v }) with { Type = "URL" },
        Row.Make("result_backend_transport_options", "CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS", "map", "{}", "Options of the backend by Celery's names.",
            (o, v) => o with { ResultBackendTransportOptions = v.Options() }),
        Row.MaybeSeconds("result_expires", "CELERY_TASK_RESULT_EXPIRES", "86400", "How long results are kept; none or 0 is for ever.",
            (o, v) => o with { ResultExpires = v }),
        Row.Flag("result_extended", "CELERY_RESULT_EXTENDED", false, "Stores name, arguments, worker, retries and queue too.",
            (o, v) => o with { ResultExtended = v }),
        Row.Make("result_persistent", "CELERY_RESULT_PERSISTENT", "true/false", "false", "Makes rpc results survive a broker restart.",
            (o, v) => o with { ResultPersistent = !v.IsEmpty && v.Flag() }),
        Row.Seconds("result_timeout", null, "600", "How long waiting for a result lasts that gives no timeout; -1 is no limit.",
            (o, v) => o with { ResultTimeout = v }) with { IsOwn = true },
        Row.Refused("result_serializer", "CELERY_RESULT_SERIALIZER", "text", "json", "Only json is supported yet."),
        Row.Refused("result_accept_content", null, "list", "none", "Results are read as accept_content says.", "json"),
        Row.Refused("result_compression", "CELERY_RESULT_COMPRESSION", "text", "none",
            "Results are never compressed; for tasks, set task_compression."),
        Row.Noted("result_cache_max", "CELERY_MAX_CACHED_RESULTS", "whole number", "-1", "Results are not cached."),
        Row.Noted("result_exchange", "CELERY_RESULT_EXCHANGE", "text", "celeryresults", "Was used by the amqp backend of Celery 4."),
        Row.Noted("result_exchange_type", "CELERY_RESULT_EXCHANGE_TYPE", "text", "direct", "Was used by the amqp backend of Celery 4."),
        Row.Noted("result_backend_always_retry", "CELERY_RESULT_BACKEND_ALWAYS_RETRY", "true/false", "false", Waits),
        Row.Noted("result_backend_max_retries", "CELERY_RESULT_BACKEND_MAX_RETRIES", "number", "inf", Waits),
        Row.Noted("result_backend_base_sleep_between_retries_ms", "CELERY_RESULT_BACKEND_BASE_SLEEP_BETWEEN_RETRIES_MS", "whole number", "10", Waits),
        Row.Noted("result_backend_max_sleep_between_retries_ms", "CELERY_RESULT_BACKEND_MAX_SLEEP_BETWEEN_RETRIES_MS", "whole number", "10000", Waits),
        Row.Noted("result_chord_join_timeout", "CELERY_RESULT_CHORD_JOIN_TIMEOUT", "seconds", "3.0", "Chords are not supported yet."),
        Row.Noted("result_chord_retry_interval", "CELERY_RESULT_CHORD_RETRY_INTERVAL", "seconds", "1.0", "Chords are not supported yet."),
        Row.Refused("redis_backend_use_ssl", "CELERY_REDIS_BACKEND_USE_SSL", "map", "none", "Use rediss:// in result_backend instead.", "false"),
        Row.Refused("redis_host", "CELERY_REDIS_HOST", "text", "none", InUrl),
        Row.Refused("redis_port", "CELERY_REDIS_PORT", "whole number", "none", InUrl),
        Row.Refused("redis_db", "CELERY_REDIS_DB", "whole number", "none", InUrl),
        Row.Refused("redis_username", "CELERY_REDIS_USERNAME", "text", "none", InUrl),
        Row.Refused("redis_password", "CELERY_REDIS_PASSWORD", "text", "none", InUrl),
        Row.Noted("redis_max_connections", "CELERY_REDIS_MAX_CONNECTIONS", "whole number", "none", "Few connections are shared by all."),
        Row.Noted("redis_retry_on_timeout", "CELERY_REDIS_RETRY_ON_TIMEOUT", "true/false", "false", "Connections are always made again."),
        Row.Noted("redis_socket_keepalive", "CELERY_REDIS_SOCKET_KEEPALIVE", "true/false", "false", "Connections check by themselves whether they live."),
        Row.Noted("redis_socket_timeout", "CELERY_REDIS_SOCKET_TIMEOUT", "seconds", "120.0", "Set socket_timeout in result_backend_transport_options."),
        Row.Noted("redis_socket_connect_timeout", "CELERY_REDIS_SOCKET_CONNECT_TIMEOUT", "seconds", "none",
            "Set socket_connect_timeout in result_backend_transport_options."),
        .. Foreign("cache_backend_options:CELERY_CACHE_BACKEND_OPTIONS", "cache_backend:CELERY_CACHE_BACKEND"),
        .. Foreign("database_url:CELERY_RESULT_DBURI", "database_engine_options:CELERY_RESULT_ENGINE_OPTIONS",
            "database_short_lived_sessions:CELERY_RESULT_DB_SHORT_LIVED_SESSIONS", "database_table_names:CELERY_RESULT_DB_TABLENAMES",
            "database_table_schemas", "database_create_tables_at_setup", "database_engine_callback"),
        .. Foreign("mongodb_backend_settings:CELERY_MONGODB_BACKEND_SETTINGS", "couchbase_backend_settings:CELERY_COUCHBASE_BACKEND_SETTINGS",
            "arangodb_backend_settings:CELERY_ARANGODB_BACKEND_SETTINGS"),
        .. Foreign("elasticsearch_retry_on_timeout:CELERY_ELASTICSEARCH_RETRY_ON_TIMEOUT", "elasticsearch_max_retries:CELERY_ELASTICSEARCH_MAX_RETRIES",
            "elasticsearch_timeout:CELERY_ELASTICSEARCH_TIMEOUT", "elasticsearch_save_meta_as_text:CELERY_ELASTICSEARCH_SAVE_META_AS_TEXT"),
        .. Foreign("cassandra_auth_kwargs", "cassandra_auth_provider", "cassandra_bundle_path", "cassandra_entry_ttl", "cassandra_keyspace",
            "cassandra_options", "cassandra_port", "cassandra_read_consistency", "cassandra_servers", "cassandra_table", "cassandra_write_consistency"),
        .. Foreign("s3_access_key_id", "s3_base_path", "s3_bucket", "s3_endpoint_url", "s3_region", "s3_secret_access_key"),
        .. Foreign("gcs_base_path", "gcs_bucket", "gcs_project", "gcs_ttl"),
        .. Foreign("azureblockblob_base_path", "azureblockblob_connection_timeout", "azureblockblob_container_name", "azureblockblob_read_timeout",
            "azureblockblob_retry_increment_base", "azureblockblob_retry_initial_backoff_sec", "azureblockblob_retry_max_attempts"),
        .. Foreign("cosmosdbsql_collection_name", "cosmosdbsql_consistency_level", "cosmosdbsql_database_name", "cosmosdbsql_max_retry_attempts",
            "cosmosdbsql_max_retry_wait_time"),
    ];

    private static IEnumerable<Setting> Foreign(params string[] names) => names.Select(name => name.Split(':')).Select(parts =>
        Row.Refused(parts[0], parts.Length > 1 ? parts[1] : null, "any", "", OtherBackend));
}
