using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace NetInsight.Formats.PyTorch;

/// <summary>
/// Reads pickles of protocols 2 to 5 and runs nothing: what they ask to be called is looked up in <see cref="PickleGlobals"/> and done here,
/// or refused. Values are null, bool, long, BigInteger, double, string, object[] (a tuple), List (a list), <see cref="PickleDictionary"/>,
/// <see cref="PickleFunction"/>, <see cref="StorageType"/>, <see cref="PyTorchStorage"/>, <see cref="PyTorchTensor"/> and <see cref="Unread"/>.
/// Nothing walks through nested values, so that those which hold themselves do no harm.
/// </summary>
/// <param name="source">The bytes; one run reads up to the end of one pickle.</param>
/// <param name="allowance">The memory and work of the whole file.</param>
/// <param name="limits">Limits of names and ranks.</param>
internal sealed partial class PickleMachine(FileWindow source, PickleAllowance allowance, LoadLimits limits)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Stands for bytes and for texts longer than any name, which are passed over.</summary>
    public static readonly object Unread = new();

    /// <summary>Reads one pickle and gives its value.</summary>
    /// <exception cref="ModelFormatException">It is broken, or asks for something that no state dict needs.</exception>
    /// <exception cref="ResourceLimitException">It is beyond the limits.</exception>
    public object? Run()
    {
        Clear();
        if (source.Next() != (byte)PickleOpcode.Protocol)
            throw source.Fault("a pickle must begin with its protocol, 2 to 5.");
        ReadProtocol();
        for (PickleOpcode opcode = (PickleOpcode)source.Next(); opcode != PickleOpcode.Stop; opcode = (PickleOpcode)source.Next())
        {
            allowance.Opcode();
            Execute(opcode);
        }

        object? result = Pop();
        return _stack.Count == 0 && _marks.Count == 0 ? result : throw source.Fault($"the pickle ends with {_stack.Count + 1} items on its stack; one was expected.");
    }

    private void Execute(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.None: Push(null); break;
            case PickleOpcode.NewTrue: Push(True); break;
            case PickleOpcode.NewFalse: Push(False); break;
            case PickleOpcode.BinInt: PushNumber(BinaryPrimitives.ReadInt32LittleEndian(source.Take(4))); break;
            case PickleOpcode.BinInt1: PushNumber(source.Next()); break;
            case PickleOpcode.BinInt2: PushNumber(BinaryPrimitives.ReadUInt16LittleEndian(source.Take(2))); break;
            case PickleOpcode.Long1: PushLong(source.Next()); break;
            case PickleOpcode.Long4: PushLong(BinaryPrimitives.ReadUInt32LittleEndian(source.Take(4))); break;
            case PickleOpcode.BinFloat: PushFloat(); break;
            case PickleOpcode.BinUnicode: PushText(BinaryPrimitives.ReadUInt32LittleEndian(source.Take(4)), Strict); break;
            case PickleOpcode.ShortBinUnicode: PushText(source.Next(), Strict); break;
            case PickleOpcode.BinUnicode8: PushText(BinaryPrimitives.ReadUInt64LittleEndian(source.Take(8)), Strict); break;
            case PickleOpcode.BinString: PushText(BinaryPrimitives.ReadUInt32LittleEndian(source.Take(4)), Encoding.Latin1); break;
            case PickleOpcode.ShortBinString: PushText(source.Next(), Encoding.Latin1); break;
            case PickleOpcode.BinBytes: PassOver(BinaryPrimitives.ReadUInt32LittleEndian(source.Take(4))); break;
            case PickleOpcode.ShortBinBytes: PassOver(source.Next()); break;
            case PickleOpcode.BinBytes8: PassOver(BinaryPrimitives.ReadUInt64LittleEndian(source.Take(8))); break;
            case PickleOpcode.Mark: PushMark(); break;
            case PickleOpcode.Pop: Pop(); break;
            case PickleOpcode.PopMark: Drop(FromMark()); break;
            case PickleOpcode.EmptyList: PushList(); break;
            case PickleOpcode.Append: Append(); break;
            case PickleOpcode.Appends: Appends(); break;
            case PickleOpcode.EmptyTuple: PushTuple(0); break;
            case PickleOpcode.Tuple: PushTuple(_stack.Count - FromMark()); break;
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
            case PickleOpcode.BinPut: Put(source.Next()); break;
            case PickleOpcode.LongBinPut: Put(BinaryPrimitives.ReadUInt32LittleEndian(source.Take(4))); break;
            case PickleOpcode.Memoize: Put((uint)_memoized); break;
            case PickleOpcode.BinGet: Get(source.Next()); break;
            case PickleOpcode.LongBinGet: Get(BinaryPrimitives.ReadUInt32LittleEndian(source.Take(4))); break;
            case PickleOpcode.Protocol: ReadProtocol(); break;
            case PickleOpcode.Frame: source.Need(BinaryPrimitives.ReadUInt64LittleEndian(source.Take(8))); break;
            default: throw source.Fault($"the pickle has the opcode 0x{(byte)opcode:x2}, which no state dict needs.");
        }
    }

    private void ReadProtocol()
    {
        byte protocol = source.Next();
        if (protocol is < 2 or > 5)
            throw source.Fault($"the pickle has protocol {protocol}; 2 to 5 are known.");
    }

    private void PushLong(uint length)
    {
        source.Need(length);
        if (length > byte.MaxValue)
            throw source.Fault($"the pickle has a whole number of {length:N0} bytes; at most {byte.MaxValue} are expected.");
        BigInteger number = new(source.Take((int)length));
        if (number >= long.MinValue && number <= long.MaxValue)
        {
            PushNumber((long)number);
            return;
        }

        allowance.Memory(48 + length);
        Push(number);
    }

    private void PushFloat()
    {
        allowance.Memory(24);
        Push(BinaryPrimitives.ReadDoubleBigEndian(source.Take(8)));
    }

    private void PushText(ulong length, Encoding encoding)
    {
        if (length > Math.Min(4 * (ulong)limits.NameLength, FileWindow.MostAtOnce))
        {
            PassOver(length);
            return;
        }

        ReadOnlySpan<byte> bytes = source.Take((int)length);
        allowance.Memory(24 + 2 * (long)length);
        try
        {
            Push(encoding.GetString(bytes));
        }
        catch (DecoderFallbackException)
        {
            throw source.Fault("the pickle has a text that is no UTF-8.");
        }
    }

    private void PassOver(ulong length)
    {
        source.Skip(length);
        Push(Unread);
    }
}
