using System.Diagnostics.CodeAnalysis;
using NetInsight;
using NetInsight.Tests.Attribution;
using NetInsight.Tests.Execution;

/// <summary>
/// What .NET calls before anything else where DOTNET_STARTUP_HOOKS names this assembly. Tests do so in a process of its own: the hook
/// runs a network on the CPU and prints the assemblies that this loaded, or prints hashes of gradients, and ends.
/// </summary>
[SuppressMessage("Design", "CA1050:Declare types in namespaces", Justification = ".NET looks for this name.")]
internal static class StartupHook
{
    /// <summary>The variable with which the assemblies of a run on the CPU are printed.</summary>
    public const string Variable = "NETINSIGHT_CPU_ALONE";

    /// <summary>The variable with which hashes of gradients are printed.</summary>
    public const string Gradients = "NETINSIGHT_GRADIENT_BITS";

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(Gradients) is not null)
        {
            foreach (string hash in GradientBitsTests.HashesHere())
                Console.WriteLine(hash);
            Environment.Exit(0);
        }

        if (Environment.GetEnvironmentVariable(Variable) is null)
            return;
        using Model model = CaptumNetworks.OneConv();
        using Model other = model.On(Device.Cpu);
        Tensor input = new(new Shape(1, 1, 4, 4));
        Tensor logits = other.Forward(input, [Hook.See("relu1", _ => { })]);
        _ = Occlusion.Compute(model, input, options: new OcclusionOptions { Window = new OcclusionWindow(2, 1) });
        Console.WriteLine($"{Device.Cpu} {logits.Shape}");
        foreach (System.Reflection.Assembly assembly in AppDomain.CurrentDomain.GetAssemblies())
            Console.WriteLine(assembly.GetName().Name);
        Environment.Exit(0);
    }
}
