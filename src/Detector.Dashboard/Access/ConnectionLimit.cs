using Microsoft.AspNetCore.Connections;

namespace Detector.Dashboard.Access;

/// <summary>
/// Keeps clients that are idle or slow from taking every connection: where there are too many, the one goes whose last request is the
/// longest ago. A fixed limit would turn new ones away instead, and with them whoever asks for health and metrics.
/// </summary>
/// <param name="most">Most connections that stay open.</param>
internal sealed class ConnectionLimit(int most)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<ConnectionContext> _byLastRequest = [];

    /// <summary>Counts a connection until it ends.</summary>
    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var place = new LinkedListNode<ConnectionContext>(connection);
        Add(place)?.Abort(new ConnectionAbortedException("another client needs the connection"));
        connection.Items[typeof(ConnectionLimit)] = place;
        try
        {
            await next(connection);
        }
        finally
        {
            lock (_gate)
            {
                Remove(place);
            }
        }
    }

    /// <summary>A request has come over a connection.</summary>
    /// <param name="items">The connection's.</param>
    public void Touch(IDictionary<object, object?> items)
    {
        lock (_gate)
        {
            if (items.TryGetValue(typeof(ConnectionLimit), out object? item) && item is LinkedListNode<ConnectionContext> place
                && Remove(place))
            {
                _byLastRequest.AddLast(place);
            }
        }
    }

    /// <returns>The connection that has to go for it.</returns>
    private ConnectionContext? Add(LinkedListNode<ConnectionContext> place)
    {
        lock (_gate)
        {
            _byLastRequest.AddLast(place);
            ConnectionContext? idlest = _byLastRequest.Count > most ? _byLastRequest.First!.Value : null;
            if (idlest is not null)
            {
                _byLastRequest.RemoveFirst();
            }

            return idlest;
        }
    }

    private bool Remove(LinkedListNode<ConnectionContext> place)
    {
        bool isCounted = place.List is not null;
        if (isCounted)
        {
            _byLastRequest.Remove(place);
        }

        return isCounted;
    }
}
