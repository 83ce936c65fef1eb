using System.Text.RegularExpressions;
using dnlib.DotNet;

namespace NetInsight.Tests.Conventions;

/// <summary>
/// All types that a compiled type names: in base types, interfaces, constraints, fields, signatures, locals, caught exceptions, and the
/// operands of instructions (with generic arguments, custom modifiers and results of the methods called). Attributes do not count.
/// </summary>
internal static partial class TypeReferences
{
    /// <summary>The references of one type without its nested types, each with the member in which it stands.</summary>
    public static IEnumerable<(string Member, ITypeDefOrRef Type)> Of(TypeDef type)
    {
        IEnumerable<ITypeDefOrRef> header =
        [
            .. Leaves(type.BaseType),
            .. type.Interfaces.SelectMany(each => Leaves(each.Interface)),
            .. type.GenericParameters.SelectMany(Constraints),
        ];
        return
        [
            .. header.Select(leaf => (Outermost(type).Name.String, leaf)),
            .. type.Fields.SelectMany(field => Leaves(field.FieldType).Select(leaf => (Member(type, field.Name), leaf))),
            .. type.Methods.SelectMany(method => Of(method).Select(leaf => (Member(type, method.Name), leaf))),
        ];
    }

    /// <summary>The type that stands in a file of its own: nested and compiler-generated types belong to it.</summary>
    public static ITypeDefOrRef Outermost(ITypeDefOrRef type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type;
    }

    private static IEnumerable<ITypeDefOrRef> Of(MethodDef method) =>
    [
        .. Leaves(method.MethodSig),
        .. method.GenericParameters.SelectMany(Constraints),
        .. method.Body is not { } body ? [] : (ITypeDefOrRef[])
        [
            .. body.Variables.SelectMany(local => Leaves(local.Type)),
            .. body.ExceptionHandlers.SelectMany(handler => Leaves(handler.CatchType)),
            .. body.Instructions.SelectMany(instruction => Operand(instruction.Operand)),
        ],
    ];

    private static IEnumerable<ITypeDefOrRef> Operand(object? operand) => operand switch
    {
        ITypeDefOrRef type => Leaves(type),
        MethodSpec method => [.. Operand(method.Method), .. method.GenericInstMethodSig.GenericArguments.SelectMany(Leaves)],
        IMethod { MethodSig: { } signature } method => [.. Leaves(method.DeclaringType), .. Leaves(signature.RetType)],
        IField { FieldSig: { } signature } field => [.. Leaves(field.DeclaringType), .. Leaves(signature.Type)],
        MethodSig signature => Leaves(signature),
        _ => [],
    };

    private static IEnumerable<ITypeDefOrRef> Constraints(GenericParam parameter) =>
        parameter.GenericParamConstraints.SelectMany(constraint => Leaves(constraint.Constraint));

    private static IEnumerable<ITypeDefOrRef> Leaves(MethodSig signature) =>
        [.. Leaves(signature.RetType), .. signature.Params.SelectMany(Leaves)];

    private static IEnumerable<ITypeDefOrRef> Leaves(ITypeDefOrRef? type) => type switch
    {
        null => [],
        TypeSpec spec => Leaves(spec.TypeSig),
        _ => [type],
    };

    private static IEnumerable<ITypeDefOrRef> Leaves(TypeSig? signature) => signature switch
    {
        null => [],
        GenericInstSig generic => [.. Leaves(generic.GenericType), .. generic.GenericArguments.SelectMany(Leaves)],
        ModifierSig modified => [.. Leaves(modified.Modifier), .. Leaves(modified.Next)],
        FnPtrSig pointer => Leaves(pointer.MethodSig),
        TypeDefOrRefSig named => Leaves(named.TypeDefOrRef),
        _ => Leaves(signature.Next),
    };

    /// <summary><c>Type.Method</c>; for a lambda, an iterator or a local function the method in which it stands.</summary>
    private static string Member(TypeDef type, string member)
    {
        TypeDef outermost = (TypeDef)Outermost(type);
        Match written = WrittenName().Match($"{(type == outermost ? "" : type.Name.String)}.{member}");
        string name = written.Success ? written.Groups[1].Value : type == outermost ? member : $"{type.Name}.{member}";
        return name.Contains('<', StringComparison.Ordinal) ? outermost.Name.String : $"{outermost.Name}.{name.TrimStart('.')}";
    }

    /// <summary>The last name in angle brackets, as in <c>&lt;Compute&gt;b__0</c>.</summary>
    [GeneratedRegex("<([^<>]+)>", RegexOptions.RightToLeft)]
    private static partial Regex WrittenName();
}
