using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace NetInsight.Formats.PyTorch;

/// <summary>
/// The stack machine of Python's pickle format, protocols 2 to 5. No code of the file is run: a function that a pickle calls is looked up
/// in
/// <see cref="PickleGlobals"/> and emulated, or refused. Values are null, bool, long, BigInteger, double, string, object[] (a tuple), List
/// (a list), <see cref="PickleDictionary"/>, <see cref="PickleFunction"/>, <see cref="StorageType"/>, <see cref="PyTorchStorage"/>,
/// <see cref="PyTorchTensor"/> and <see cref="Skipped"/>. Nested values are never traversed, so that cyclic ones do no harm.
/// </summary>
/// <param name="source">The bytes; each run reads one pickle.</param>
/// <param name="budget">Memory and work allowed for the whole file.</param>
/// <param name="limits">Limits of names and ranks.</param>
internal sealed partial class PickleMachine(FileRangeReader source, PickleBudget budget, LoadLimits limits)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Stands for bytes and for strings longer than any name, which are skipped.</summary>
    public static readonly object Skipped = new();

    /// <summary>Reads one pickle and returns its value.</summary>
    /// <exception cref="ModelFormatException">It is broken, or uses an opcode or global that no state dict needs.</exception>
    /// <exception cref="ResourceLimitException">It is beyond the limits.</exception>
    public object? Run()
    {
        Clear();
        if (source.ReadByte() != (byte)PickleOpcode.Protocol)
            throw source.Fault("a pickle must begin with its protocol, 2 to 5.");
        ReadProtocol();
        for (PickleOpcode opcode = (PickleOpcode)source.ReadByte(); opcode != PickleOpcode.Stop; opcode = (PickleOpcode)source.ReadByte())
        {
            budget.SpendOpcode();
            Execute(opcode);
        }

        object? result = Pop();
        return _stack.Count == 0 && _marks.Count == 0
            ? result
            : throw source.Fault($"the pickle ends with {_stack.Count + 1} items on its stack; one was expected.");
    }

    private void Execute(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.None: Push(null); break;
            case PickleOpcode.NewTrue: Push(True); break;
            case PickleOpcode.NewFalse: Push(False); break;
            case PickleOpcode.BinInt: PushInteger(BinaryPrimitives.ReadInt32LittleEndian(source.Read(4))); break;
            case PickleOpcode.BinInt1: PushInteger(source.ReadByte()); break;
            case PickleOpcode.BinInt2: PushInteger(BinaryPrimitives.ReadUInt16LittleEndian(source.Read(2))); break;
            case PickleOpcode.Long1: PushLong(source.ReadByte()); break;
            case PickleOpcode.Long4: PushLong(BinaryPrimitives.ReadUInt32LittleEndian(source.Read(4))); break;
            case PickleOpcode.BinFloat: PushFloat(); break;
            case PickleOpcode.BinUnicode: PushString(BinaryPrimitives.ReadUInt32LittleEndian(source.Read(4)), Strict); break;
            case PickleOpcode.ShortBinUnicode: PushString(source.ReadByte(), Strict); break;
            case PickleOpcode.BinUnicode8: PushString(BinaryPrimitives.ReadUInt64LittleEndian(source.Read(8)), Strict); break;
            case PickleOpcode.BinString: PushString(BinaryPrimitives.ReadUInt32LittleEndian(source.Read(4)), Encoding.Latin1); break;
            case PickleOpcode.ShortBinString: PushString(source.ReadByte(), Encoding.Latin1); break;
            case PickleOpcode.BinBytes: PushSkipped(BinaryPrimitives.ReadUInt32LittleEndian(source.Read(4))); break;
            case PickleOpcode.ShortBinBytes: PushSkipped(source.ReadByte()); break;
            case PickleOpcode.BinBytes8: PushSkipped(BinaryPrimitives.ReadUInt64LittleEndian(source.Read(8))); break;
            case PickleOpcode.Mark: PushMark(); break;
            case PickleOpcode.Pop: Pop(); break;
            case PickleOpcode.PopMark: Drop(PopMark()); break;
            case PickleOpcode.EmptyList: PushList(); break;
            case PickleOpcode.Append: Append(); break;
            case PickleOpcode.Appends: Appends(); break;
            case PickleOpcode.EmptyTuple: PushTuple(0); break;
            case PickleOpcode.Tuple: PushTuple(_stack.Count - PopMark()); break;
            case PickleOpcode.Tuple1: PushTuple(1); break;
            case PickleOpcode.Tuple2: PushTuple(2); break;
            case PickleOpcode.Tuple3: PushTuple(3); break;
            case PickleOpcode.EmptyDict: PushDictionary(isOrdered: false); break;
            case PickleOpcode.SetItem: SetItem(); break;
            case PickleOpcode.SetItems: SetItems(); break;
            case PickleOpcode.Global: PushGlobal(ReadLine(), ReadLine()); break;
            case PickleOpcode.StackGlobal: StackGlobal(); break;
            case PickleOpcode.Reduce: Reduce(); break;
            case PickleOpcode.Build: Build(); break;
            case PickleOpcode.BinPersistentId: Persistent(); break;
            case PickleOpcode.BinPut: Put(source.ReadByte()); break;
            case PickleOpcode.LongBinPut: Put(BinaryPrimitives.ReadUInt32LittleEndian(source.Read(4))); break;
            case PickleOpcode.Memoize: Put((uint)_memoized); break;
            case PickleOpcode.BinGet: Get(source.ReadByte()); break;
            case PickleOpcode.LongBinGet: Get(BinaryPrimitives.ReadUInt32LittleEndian(source.Read(4))); break;
            case PickleOpcode.Protocol: ReadProtocol(); break;
            case PickleOpcode.Frame: source.Require(BinaryPrimitives.ReadUInt64LittleEndian(source.Read(8))); break;
            default: throw source.Fault($"the pickle has the opcode 0x{(byte)opcode:x2}, which no state dict needs.");
        }
    }

    private void ReadProtocol()
    {
        byte protocol = source.ReadByte();
        if (protocol is < 2 or > 5)
            throw source.Fault($"the pickle has protocol {protocol}; 2 to 5 are known.");
    }

    private void PushLong(uint length)
    {
        source.Require(length);
        if (length > byte.MaxValue)
            throw source.Fault($"the pickle has an integer of {length:N0} bytes; at most {byte.MaxValue} are expected.");
        BigInteger value = new(source.Read((int)length));
        if (value >= long.MinValue && value <= long.MaxValue)
        {
            PushInteger((long)value);
            return;
        }

        budget.SpendMemory(48 + length);
        Push(value);
    }

    private void PushFloat()
    {
        budget.SpendMemory(24);
        Push(BinaryPrimitives.ReadDoubleBigEndian(source.Read(8)));
    }

    private void PushString(ulong length, Encoding encoding)
    {
        if (length > Math.Min(4 * (ulong)limits.NameLength, FileRangeReader.MaxReadBytes))
        {
            PushSkipped(length);
            return;
        }

        ReadOnlySpan<byte> bytes = source.Read((int)length);
        budget.SpendMemory(24 + 2 * (long)length);
        try
        {
            Push(encoding.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            throw source.Fault("the pickle has a string that is not UTF-8.");
        }
    }

    private void PushSkipped(ulong length)
    {
        source.Skip(length);
        Push(Skipped);
    }
}
