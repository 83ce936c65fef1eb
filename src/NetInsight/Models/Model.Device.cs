using NetInsight.Execution.Running;
using NetInsight.Graphs;

namespace NetInsight;

public sealed partial class Model
{
    /// <summary>
    /// The same network on another device: <c>using Model fast = model.On(Device.Best)</c>. Layers, labels and preprocessing are shared;
    /// weights are sent to the device when they are first used, once.
    /// </summary>
    /// <param name="device">Where the model that comes back runs.</param>
    /// <returns>
    /// A separate model, to be disposed by the caller: that frees its memory on the device, once the runs under way there have ended.
    /// Disposing it does not affect this model or any other, nor the other way round; either may be disposed first.
    /// </returns>
    /// <exception cref="DeviceException">The device cannot be used.</exception>
    /// <exception cref="ObjectDisposedException">This model is disposed.</exception>
    public Model On(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        Engine engine = Engine;
        return new Model(this, device, engine.On(device.Open(Parallelism, _precision)));
    }

    /// <summary>
    /// The same network on the CPU with <see cref="Precision.Exact"/>, for comparisons by bits; to be disposed, and packs its weights anew.
    /// </summary>
    internal Model WithExactArithmetic() => new(this, Device.Cpu, Engine.On(new CpuRunner(Parallelism, Precision.Exact)));

    /// <summary>
    /// The same network with another graph, in which values keep their indices and shapes, such as one with other weights; to be disposed.
    /// On the CPU it shares memory and packed weights with this model and must not outlive it.
    /// </summary>
    internal Model WithGraph(Graph graph)
    {
        Engine engine = Engine;
        return new Model(
            this, Device, Device == Device.Cpu ? engine.Over(graph) : engine.On(Device.Open(Parallelism, _precision), graph));
    }

    private Model(Model model, Device device, Engine engine)
    {
        _engine = engine;
        _heads = model._heads;
        Outputs = model.Outputs;
        _layers = model._layers;
        _shapes = model._shapes;
        _repeats = model._repeats;
        _precision = model._precision;
        Device = device;
        InputShape = model.InputShape;
        HasFixedBatch = model.HasFixedBatch;
        IsForOneSize = model.IsForOneSize;
        ClassCount = model.ClassCount;
        Preprocessing = model.Preprocessing;
        PreprocessingSource = model.PreprocessingSource;
        Labels = model.Labels;
        _labelsNote = model._labelsNote;
        Parallelism = model.Parallelism;
    }
}
