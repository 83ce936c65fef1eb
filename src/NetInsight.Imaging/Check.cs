using System.Numerics;
using System.Runtime.CompilerServices;

namespace NetInsight.Imaging;

/// <summary>
/// Checks of single values at the public boundary: each returns the value, or throws an exception that names the property or parameter,
/// the rule and the value.
/// <code>public int Iterations { get; init => field = Check.Positive(value); } = 1000;</code>
/// </summary>
/// <remarks>The name is that of the member that calls; a method that checks a parameter of its own passes <c>nameof</c>.</remarks>
internal static class Check
{
    /// <summary>A finite number above 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><c>Iterations must be positive, but is 0.</c></exception>
    public static T Positive<T>(T value, [CallerMemberName] string name = "") where T : struct, INumber<T> =>
        T.IsFinite(value) && value > T.Zero ? value : throw Outside(value, name, "must be positive");

    /// <summary>A finite number above 0, or null.</summary>
    /// <inheritdoc cref="Positive{T}(T, string)"/>
    public static T? Positive<T>(T? value, [CallerMemberName] string name = "") where T : struct, INumber<T> =>
        value is { } given ? Positive(given, name) : null;

    /// <summary>A finite number of at least 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><c>Oversampling must not be negative, but is -1.</c></exception>
    public static T NotNegative<T>(T value, [CallerMemberName] string name = "") where T : struct, INumber<T> =>
        T.IsFinite(value) && value >= T.Zero ? value : throw Outside(value, name, "must not be negative");

    /// <summary>A finite number of at least 0, or null.</summary>
    /// <inheritdoc cref="NotNegative{T}(T, string)"/>
    public static T? NotNegative<T>(T? value, [CallerMemberName] string name = "") where T : struct, INumber<T> =>
        value is { } given ? NotNegative(given, name) : null;

    /// <summary>A finite number of at least <paramref name="least"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><c>EarlyExaggeration must be at least 1, but is 0.5.</c></exception>
    public static T AtLeast<T>(T value, T least, [CallerMemberName] string name = "") where T : struct, INumber<T> =>
        T.IsFinite(value) && value >= least ? value : throw Outside(value, name, $"must be at least {least}");

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>, both allowed.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><c>Refine must be from 0 to 8, but is 9.</c></exception>
    public static T Within<T>(T value, T least, T most, [CallerMemberName] string name = "") where T : struct, INumber<T> =>
        value >= least && value <= most ? value : throw Outside(value, name, $"must be from {least} to {most}");

    /// <summary>A number above 0 and at most <paramref name="most"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><c>Radius must be above 0 and at most 100, but is 0.</c></exception>
    public static T PositiveUpTo<T>(T value, T most, [CallerMemberName] string name = "") where T : struct, INumber<T> =>
        value > T.Zero && value <= most ? value : throw Outside(value, name, $"must be above 0 and at most {most}");

    /// <summary>A number from 0 to below 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><c>Tolerance must be from 0 to below 1, but is 1.</c></exception>
    public static T BelowOne<T>(T value, [CallerMemberName] string name = "") where T : struct, INumber<T> =>
        value >= T.Zero && value < T.One ? value : throw Outside(value, name, "must be from 0 to below 1");

    /// <summary>A named value of an enumeration.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><c>Pooling must be None, Average or Maximum, but is 7.</c></exception>
    public static T Defined<T>(T value, [CallerMemberName] string name = "") where T : struct, Enum
    {
        if (Enum.IsDefined(value))
            return value;
        string[] names = Enum.GetNames<T>();
        throw Outside(value, name, $"must be {string.Join(", ", names[..^1])}{(names.Length > 1 ? " or " : "")}{names[^1]}");
    }

    /// <summary>Anything but null.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public static T NotNull<T>(T? value, [CallerMemberName] string name = "") where T : class =>
        value ?? throw new ArgumentNullException(name);

    private static ArgumentOutOfRangeException Outside<T>(T value, string name, string rule) =>
        new(name, value, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{name} {rule}, but is {value}."));
}
