using System.Reflection;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using NetInsight.Kernels.Devices.Gpu;

namespace NetInsight.Tests.Kernels.Devices;

/// <summary>Compiles every kernel, found by its name, for CUDA and for OpenCL, without a device.</summary>
public sealed class KernelCompilationTests
{
    /// <summary>What ILGPU 1.5.3 writes for sm_90; the driver compiles it for the GPU of the machine.</summary>
    private const string TargetFor90 = "sm_80";

    private static readonly (CudaArchitecture, string)[] Architectures =
        [(CudaArchitecture.SM_75, "sm_75"), (CudaArchitecture.SM_80, "sm_80"), (CudaArchitecture.SM_90, TargetFor90)];

    private static readonly Type[] Types = typeof(Tensor).Assembly.GetTypes();

    private const BindingFlags StaticMethods =
        BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly;

    public static TheoryData<string> Names { get; } = [.. Kernels().Select(NameOf)];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_compiles_for_CUDA_and_OpenCL(string name)
    {
        MethodInfo kernel = Kernels().Single(method => NameOf(method) == name);
        using Context context = GpuDiscovery.NewContext(_ => { });
        EntryPointDescription entry = kernel.GetParameters()[0].ParameterType == typeof(Index1D)
            ? EntryPointDescription.FromImplicitlyGroupedKernel(kernel)
            : EntryPointDescription.FromExplicitlyGroupedKernel(kernel);
        foreach ((CudaArchitecture architecture, string target) in Architectures)
        {
            using PTXBackend backend = new(context, architecture, CudaInstructionSet.ISA_80, null!);
            PTXCompiledKernel compiled = (PTXCompiledKernel)backend.Compile(entry, KernelSpecialization.Empty);
            Assert.Contains($".target {target}", compiled.PTXAssembly, StringComparison.Ordinal);
            Assert.Contains("st.", compiled.PTXAssembly, StringComparison.Ordinal);
        }

        CLCapabilityContext capabilities = new(true, true, true, true, true);
        using CLBackend openCL = new(context, capabilities, CLDeviceVendor.Other, new CLCVersion(2, 0));
        string source = ((CLCompiledKernel)openCL.Compile(entry, KernelSpecialization.Empty)).Source;
        Assert.Contains("kernel void", source, StringComparison.Ordinal);
    }

    [Fact]
    public void The_GEMM_kernels_stay_in_registers()
    {
        using Context context = GpuDiscovery.NewContext(_ => { });
        using PTXBackend backend = new(context, CudaArchitecture.SM_90, CudaInstructionSet.ISA_80, null!);
        foreach (MethodInfo kernel in Kernels().Where(kernel => kernel.Name == "GemmKernel"))
        {
            EntryPointDescription entry = EntryPointDescription.FromExplicitlyGroupedKernel(kernel);
            string assembly = ((PTXCompiledKernel)backend.Compile(entry, KernelSpecialization.Empty)).PTXAssembly;
            Assert.DoesNotContain(".local", assembly, StringComparison.Ordinal);
            Assert.DoesNotContain("call", assembly, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void There_are_kernels_for_every_rule()
    {
        string[] names = [.. Kernels().Select(NameOf)];
        Assert.True(names.Length >= 50, $"{names.Length} kernels");
        Assert.Equal(names.Length, names.Distinct().Count());
    }

    /// <summary>All methods whose names end in Kernel, generic ones once for every combination of rules that fits.</summary>
    private static IEnumerable<MethodInfo> Kernels()
    {
        foreach (Type type in Types.SelectMany(Close))
        {
            foreach (MethodInfo method in type.GetMethods(StaticMethods))
            {
                if (!method.Name.EndsWith("Kernel", StringComparison.Ordinal))
                    continue;
                IEnumerable<MethodInfo> closedForms = method.IsGenericMethodDefinition
                    ? Combinations(method.GetGenericArguments()).Select(rules => method.MakeGenericMethod(rules))
                    : [method];
                foreach (MethodInfo closed in closedForms)
                    yield return closed;
            }
        }
    }

    private static IEnumerable<Type> Close(Type type) => !type.IsGenericTypeDefinition ? [type]
        : type.GetGenericArguments() is [Type only] && only.GetGenericParameterConstraints().Any(constraint => constraint.IsInterface)
            ? Rules(only).Select(rule => type.MakeGenericType(rule))
            : [];

    private static IEnumerable<Type[]> Combinations(Type[] parameters) => parameters.Aggregate(
        (IEnumerable<Type[]>)[[]],
        (found, parameter) => found.SelectMany(rules => Rules(parameter).Select(rule => (Type[])[.. rules, rule])));

    private static IEnumerable<Type> Rules(Type parameter)
    {
        Type[] interfaces = [.. parameter.GetGenericParameterConstraints().Where(constraint => constraint.IsInterface)];
        return Types.Where(type => type.IsValueType && interfaces.All(constraint => constraint.IsAssignableFrom(type)));
    }

    private static string NameOf(MethodInfo method)
    {
        IEnumerable<Type> arguments = method.DeclaringType!.GetGenericArguments().Concat(method.GetGenericArguments());
        return $"{method.DeclaringType.Name.Split('`')[0]}.{method.Name}({string.Join(", ", arguments.Select(type => type.Name))})";
    }
}
