using NetInsight.Imaging;

namespace NetInsight.Formats.Npy;

/// <summary>
/// Reads the header of a NumPy file: a Python dict literal of exactly <c>descr</c>, <c>fortran_order</c> and <c>shape</c>, such as
/// <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (2, 3), }</c>. Only that grammar is accepted; no expression is evaluated.
/// </summary>
internal ref struct NpyHeaderReader
{
    private readonly ReadOnlySpan<byte> _text;
    private readonly string _path;
    private readonly LoadLimits _limits;
    private int _position;

    private NpyHeaderReader(ReadOnlySpan<byte> text, string path, LoadLimits limits)
    {
        _text = text;
        _path = path;
        _limits = limits;
    }

    /// <summary>Reads a header's text.</summary>
    /// <param name="text">The bytes after the header's length.</param>
    /// <param name="path">The file, for messages.</param>
    /// <param name="limits">Limits.</param>
    /// <exception cref="ModelFormatException">The text does not follow the grammar, or the type is no float.</exception>
    /// <exception cref="ResourceLimitException">The shape has too many dimensions.</exception>
    public static NpyHeader Read(ReadOnlySpan<byte> text, string path, LoadLimits limits) => new NpyHeaderReader(text, path, limits).Read();

    private NpyHeader Read()
    {
        string? type = null;
        bool? isFortranOrder = null;
        long[]? dimensions = null;
        Expect((byte)'{');
        while (!Accept((byte)'}'))
        {
            string key = ReadString("a key");
            Expect((byte)':');
            if (key == "descr" && type is null)
                type = ReadType();
            else if (key == "fortran_order" && isFortranOrder is null)
                isFortranOrder = ReadBoolean();
            else if (key == "shape" && dimensions is null)
                dimensions = ReadShape();
            else
                throw Fault($"has a key '{key}' that is unknown or appears twice; descr, fortran_order and shape are expected once each.");
            if (!Accept((byte)','))
            {
                Expect((byte)'}');
                break;
            }
        }

        SkipWhitespace();
        if (_position < _text.Length)
            throw Fault($"continues after its dict, with {Found()}.");
        if (type is null || isFortranOrder is null || dimensions is null)
        {
            string missing = type is null ? "descr" : isFortranOrder is null ? "fortran_order" : "shape";
            throw Fault($"lacks {missing}; descr, fortran_order and shape are expected.");
        }

        return new NpyHeader(ToElementType(type), type[0] == '>', isFortranOrder.Value, dimensions);
    }

    private string ReadType()
    {
        SkipWhitespace();
        return _position < _text.Length && _text[_position] is (byte)'[' or (byte)'('
            ? throw Fault("holds records (a structured type); floats of type f2, f4 or f8 are expected.")
            : ReadString("a type");
    }

    private readonly ElementType ToElementType(string type) => type switch
    {
        "<f2" or ">f2" => ElementType.Float16,
        "<f4" or ">f4" => ElementType.Float32,
        "<f8" or ">f8" => ElementType.Float64,
        "O" or "|O" or "|O8" or "|O4" or "<O" or ">O" =>
            throw Fault($"holds Python objects ({type}), which are never read; floats of type f2, f4 or f8 are expected."),
        _ => throw Fault($"holds elements of type '{type}'; floats of type <f2, <f4, <f8, >f2, >f4 or >f8 are expected."),
    };

    private bool ReadBoolean()
    {
        SkipWhitespace();
        ReadOnlySpan<byte> rest = _text[_position..];
        bool value = rest.StartsWith("True"u8);
        if (!value && !rest.StartsWith("False"u8))
            throw Fault($"has {Found()} for fortran_order; True or False is expected.");
        _position += value ? 4 : 5;
        return value;
    }

    /// <summary>A tuple: <c>()</c>, <c>(3,)</c> or <c>(2, 3)</c>; <c>(3)</c> is no tuple in Python.</summary>
    private long[] ReadShape()
    {
        List<long> dimensions = [];
        bool endsInComma = true;
        Expect((byte)'(');
        while (!Accept((byte)')'))
        {
            if (!endsInComma)
                throw Fault($"has {Found()} in its shape; a comma or ')' is expected.");
            if (dimensions.Count == _limits.Rank)
                throw new ResourceLimitException($"{Printable.Escape(_path)}: more than {_limits.Rank} dimensions.");
            dimensions.Add(ReadDimension());
            endsInComma = Accept((byte)',');
        }

        return dimensions.Count == 1 && !endsInComma
            ? throw Fault($"has the shape ({dimensions[0]}), which is no tuple; ({dimensions[0]},) is expected.")
            : [.. dimensions];
    }

    private long ReadDimension()
    {
        SkipWhitespace();
        int start = _position;
        while (_position < _text.Length && _text[_position] is >= (byte)'0' and <= (byte)'9')
            _position++;
        ReadOnlySpan<byte> digits = _text[start.._position];
        if (long.TryParse(digits, out long dimension) && (digits.Length == 1 || digits[0] != (byte)'0'))
            return dimension;
        string found = digits.IsEmpty ? Found() : "a number that is too large or begins with 0";
        throw Fault($"has {found} in its shape; integers from 0 to {long.MaxValue:N0} are expected.");
    }

    private string ReadString(string what)
    {
        SkipWhitespace();
        if (_position == _text.Length || _text[_position] is not ((byte)'\'' or (byte)'"'))
            throw Fault($"has {Found()} where {what} in quotation marks is expected.");
        ReadOnlySpan<byte> rest = _text[(_position + 1)..];
        int length = rest.IndexOf(_text[_position]);
        if (length < 0 || rest[..length].IndexOfAnyExceptInRange((byte)' ', (byte)'~') >= 0 || rest[..length].Contains((byte)'\\'))
            throw Fault($"has a string at {_position} without end or with characters beyond printable ASCII.");
        _position += length + 2;
        return System.Text.Encoding.ASCII.GetString(rest[..length]);
    }

    private void Expect(byte symbol)
    {
        if (!Accept(symbol))
            throw Fault($"has {Found()} where '{(char)symbol}' is expected.");
    }

    private bool Accept(byte symbol)
    {
        SkipWhitespace();
        if (_position == _text.Length || _text[_position] != symbol)
            return false;
        _position++;
        return true;
    }

    private void SkipWhitespace()
    {
        while (_position < _text.Length && _text[_position] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            _position++;
    }

    private readonly string Found() => _position < _text.Length ? $"'{(char)_text[_position]}' at {_position}" : "its end";

    private readonly ModelFormatException Fault(string rule) => new(_path, "header", rule);
}
