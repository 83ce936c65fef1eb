using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace NetInsight.Benchmarks;

/// <summary>
/// A network that many threads use at once and that is replaced and disposed meanwhile, beside one of its own thread that says what every
/// task must give. Results are told apart by the hash of their bits.
/// </summary>
internal sealed class SoakSubject : IDisposable
{
    private readonly Func<ModelOptions, Model> _make;
    private readonly Model _reference;
    private readonly ConcurrentDictionary<string, string> _expected = new();
    private readonly Lock _lock = new();
    private Model _current;

    public SoakSubject(string name, Shape[] inputs, Func<ModelOptions, Model> make)
    {
        (Name, Inputs, _make) = (name, inputs, make);
        _reference = make(new ModelOptions { Parallelism = 1 });
        _current = make(new ModelOptions { Parallelism = 2 });
    }

    public string Name { get; }

    /// <summary>The shapes of its inputs.</summary>
    public Shape[] Inputs { get; }

    public Model Current => Volatile.Read(ref _current);

    /// <summary>Replaces the model by a new one, and disposes the old one whatever runs on it.</summary>
    public void Replace(int parallelism) =>
        Interlocked.Exchange(ref _current, _make(new ModelOptions { Parallelism = parallelism })).Dispose();

    /// <summary>The hash that a task must give: computed once, by one thread.</summary>
    public string Expected(string task, Func<Model, Tensor> run)
    {
        if (_expected.TryGetValue(task, out string? known))
            return known;
        lock (_lock)
            return _expected.GetOrAdd(task, _ => HashOf(run(_reference)));
    }

    public static string HashOf(Tensor result) =>
        $"{result.Shape} {Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(result.AsSpan())))}";

    public void Dispose()
    {
        _reference.Dispose();
        _current.Dispose();
    }
}
