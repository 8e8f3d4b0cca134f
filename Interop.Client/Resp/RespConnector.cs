using System.Globalization;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Interop.Client.Resp;

/// <summary>Makes connections that are ready for commands: finds the master, dials, logs in, selects the database.</summary>
internal sealed class RespConnector(
    RespOptions options, TimeProvider time, ILogger logger, RespOperationPool pool, RespConnectionHooks hooks)
{
    private readonly RespDialer _dialer = new(options.Tls);

    /// <summary>One attempt. Attempts walk through the endpoints in turn.</summary>
    /// <exception cref="RespConnectionException">It failed; the message says where and why.</exception>
    public async Task<RespConnection> ConnectAsync(int attempt, CancellationToken cancellationToken)
    {
        if (options.Sentinel is not { } sentinel)
        {
            RespEndpoint endpoint = options.Endpoints[attempt % options.Endpoints.Count];
            return await OpenAsync(endpoint, options, hooks, isMasterOnly: false, cancellationToken).ConfigureAwait(false);
        }

        RespEndpoint master = await FindMasterAsync(sentinel, attempt, cancellationToken).ConfigureAwait(false);
        return await OpenAsync(master, options, hooks, isMasterOnly: true, cancellationToken).ConfigureAwait(false);
    }

    private async Task<RespEndpoint> FindMasterAsync(
        RespSentinelOptions sentinel, int attempt, CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        for (int i = 0; i < sentinel.Endpoints.Count; i++)
        {
            RespEndpoint endpoint = sentinel.Endpoints[(attempt + i) % sentinel.Endpoints.Count];
            try
            {
                RespEndpoint master = await AskSentinelAsync(sentinel, endpoint, cancellationToken).ConfigureAwait(false);
                RespLog.MasterFound(logger, endpoint, master, sentinel.MasterName);
                return master;
            }
            catch (RespException e)
            {
                problems.Add(e.Message);
            }
        }

        string all = string.Join(", ", sentinel.Endpoints);
        throw new RespConnectionException(
            $"No sentinel ({all}) names a master for '{sentinel.MasterName}': {string.Join(" ", problems)}", all);
    }

    private async Task<RespEndpoint> AskSentinelAsync(
        RespSentinelOptions sentinel, RespEndpoint endpoint, CancellationToken cancellationToken)
    {
        RespOptions login = options with
        {
            User = sentinel.User, Password = sentinel.Password, Database = 0, CommandTimeout = options.ConnectTimeout,
        };
        RespConnection connection = await OpenAsync(
            endpoint, login, new RespConnectionHooks(), isMasterOnly: false, cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            RespReply reply = await connection.ExecuteAsync(
                "SENTINEL", ["get-master-addr-by-name", sentinel.MasterName], cancellationToken).ConfigureAwait(false);
            return reply.Kind == RespReplyKind.Array && reply.Items is [var host, var port]
                ? new RespEndpoint(host.Text, (int)port.Integer)
                : throw new RespConnectionException(
                    $"Sentinel {endpoint} does not know '{sentinel.MasterName}'.", endpoint.ToString());
        }
    }

    private async Task<RespConnection> OpenAsync(
        RespEndpoint endpoint,
        RespOptions login,
        RespConnectionHooks connectionHooks,
        bool isMasterOnly,
        CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        RespConnection? connection = null;
        try
        {
            Stream stream = await _dialer.DialAsync(endpoint, either.Token).ConfigureAwait(false);
            connection = new RespConnection(stream, endpoint, login, time, pool, connectionHooks);
            connection.Start();
            await LogInAsync(connection, login, isMasterOnly, either.Token).ConfigureAwait(false);
            return connection;
        }
        catch (Exception e)
        {
            if (connection is not null)
            {
                await connection.DisposeAsync().ConfigureAwait(false);
            }

            cancellationToken.ThrowIfCancellationRequested();
            throw Explain(endpoint, e);
        }
    }

    private static async Task LogInAsync(
        RespConnection connection, RespOptions login, bool isMasterOnly, CancellationToken cancellationToken)
    {
        // One write, one wait. PING shows a missing password and a server that is still loading.
        RespReply[] replies = await connection.ExecuteBatchAsync(
            (login, isMasterOnly), WriteLogin, cancellationToken).ConfigureAwait(false);
        int next = 0;
        if (login.Password is not null)
        {
            replies[next++].ThrowIfError();
        }

        RespReply ping = replies[next++];
        if (!ping.IsErrorCode("NOPERM"u8))
        {
            ping.ThrowIfError();
        }

        if (login.Database != 0)
        {
            replies[next++].ThrowIfError();
        }

        if (isMasterOnly)
        {
            RespReply role = replies[next].ThrowIfError();
            if (role.Items is not [var name, ..] || !name.Is("master"u8))
            {
                throw new RespConnectionException(
                    $"Redis at {connection.Endpoint} is not a master any more (role {(role.Items is [var r, ..] ? r.Text : "?")}).",
                    connection.Endpoint.ToString());
            }
        }
    }

    private static void WriteLogin(RespCommandWriter writer, (RespOptions Login, bool IsMasterOnly) state)
    {
        RespOptions login = state.Login;
        if (login.Password is { } password)
        {
            writer.Command("AUTH"u8, login.User is null ? 1 : 2);
            if (login.User is { } user)
            {
                writer.Bulk(user);
            }

            writer.Bulk(password);
        }

        writer.Command("PING"u8, 0);
        if (login.Database != 0)
        {
            writer.Command("SELECT"u8, 1);
            writer.Bulk(login.Database);
        }

        if (state.IsMasterOnly)
        {
            writer.Command("ROLE"u8, 0);
        }

        // Only a convenience for people; a server that does not know it answers with an error nobody looks at.
        if (!string.IsNullOrEmpty(login.ClientName))
        {
            writer.Command("CLIENT"u8, 2);
            writer.Bulk("SETNAME"u8);
            writer.Bulk(string.Concat(login.ClientName.Select(c => c is > ' ' and <= '~' ? c : '_')));
        }
    }

    private RespConnectionException Explain(RespEndpoint endpoint, Exception error)
    {
        string user = options.User is null ? "" : $" of user '{options.User}'";
        (string text, bool isPermanent) = error switch
        {
            RespConnectionException own => (own.Message, own.IsPermanent),
            RespServerException { IsAuthentication: true } refused =>
                ($"Redis at {endpoint} refused the login{user}: {WithoutArguments(refused.Text)}. Check user and password.", true),
            RespServerException refused =>
                ($"Redis at {endpoint} is not usable: {WithoutArguments(refused.Text)}.", !refused.IsTransient),
            AuthenticationException tls =>
                ($"TLS with Redis at {endpoint} failed: {tls.Message} Check the CA file and the host name.", true),
            FileNotFoundException or DirectoryNotFoundException or CryptographicException =>
                ($"A TLS file for Redis at {endpoint} cannot be read: {error.Message}", true),
            OperationCanceledException =>
                ($"Redis at {endpoint} did not answer within {options.ConnectTimeout.TotalSeconds:0.###} s.", false),
            _ => ($"Redis at {endpoint} cannot be reached: {error.Message}", false),
        };
        return new RespConnectionException(text, endpoint.ToString(), error) { IsPermanent = isPermanent };
    }

    // An unknown command is quoted with its arguments, and those of AUTH are nobody's business.
    private static string WithoutArguments(string text)
    {
        int at = text.IndexOf("with args beginning", StringComparison.Ordinal);
        return (at < 0 ? text : text[..at]).TrimEnd('.', ',', ' ', '`');
    }
}
