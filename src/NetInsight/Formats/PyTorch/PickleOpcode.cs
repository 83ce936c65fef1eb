namespace NetInsight.Formats.PyTorch;

/// <summary>
/// The opcodes of Python's pickle (protocols 2 to 5) that state dicts use. No other is accepted, above all none that instantiates classes
/// (INST, OBJ, NEWOBJ) or uses the extension registry (EXT). Source: Lib/pickletools.py of CPython.
/// </summary>
internal enum PickleOpcode : byte
{
    /// <summary>Marks the top of the stack, where the items of a container begin.</summary>
    Mark = (byte)'(',

    /// <summary>Ends the pickle; its result is the one item on the stack.</summary>
    Stop = (byte)'.',

    /// <summary>Drops the topmost item.</summary>
    Pop = (byte)'0',

    /// <summary>Drops all items down to the topmost mark.</summary>
    PopMark = (byte)'1',

    /// <summary>Python's None.</summary>
    None = (byte)'N',

    /// <summary>True.</summary>
    NewTrue = 0x88,

    /// <summary>False.</summary>
    NewFalse = 0x89,

    /// <summary>A signed integer of 4 bytes.</summary>
    BinInt = (byte)'J',

    /// <summary>An unsigned integer of one byte.</summary>
    BinInt1 = (byte)'K',

    /// <summary>An unsigned integer of 2 bytes.</summary>
    BinInt2 = (byte)'M',

    /// <summary>A signed integer of up to 255 bytes; its length has one byte.</summary>
    Long1 = 0x8a,

    /// <summary>A signed integer; its length has 4 bytes.</summary>
    Long4 = 0x8b,

    /// <summary>A big-endian binary64.</summary>
    BinFloat = (byte)'G',

    /// <summary>A UTF-8 string; its length has 4 bytes.</summary>
    BinUnicode = (byte)'X',

    /// <summary>A UTF-8 string; its length has one byte.</summary>
    ShortBinUnicode = 0x8c,

    /// <summary>A UTF-8 string; its length has 8 bytes.</summary>
    BinUnicode8 = 0x8d,

    /// <summary>A string that Python 2 wrote; its length has 4 bytes, signed.</summary>
    BinString = (byte)'T',

    /// <summary>A string that Python 2 wrote; its length has one byte.</summary>
    ShortBinString = (byte)'U',

    /// <summary>Bytes; their length has 4 bytes.</summary>
    BinBytes = (byte)'B',

    /// <summary>Bytes; their length has one byte.</summary>
    ShortBinBytes = (byte)'C',

    /// <summary>Bytes; their length has 8 bytes.</summary>
    BinBytes8 = 0x8e,

    /// <summary>An empty list.</summary>
    EmptyList = (byte)']',

    /// <summary>Appends the topmost item to the list below it.</summary>
    Append = (byte)'a',

    /// <summary>Appends the items above the mark to the list below it.</summary>
    Appends = (byte)'e',

    /// <summary>An empty tuple.</summary>
    EmptyTuple = (byte)')',

    /// <summary>A tuple of the items above the mark.</summary>
    Tuple = (byte)'t',

    /// <summary>A tuple of the topmost item.</summary>
    Tuple1 = 0x85,

    /// <summary>A tuple of the two topmost items.</summary>
    Tuple2 = 0x86,

    /// <summary>A tuple of the three topmost items.</summary>
    Tuple3 = 0x87,

    /// <summary>An empty dict.</summary>
    EmptyDict = (byte)'}',

    /// <summary>Sets an item of a dict; the stack holds dict, key, item.</summary>
    SetItem = (byte)'s',

    /// <summary>Sets the pairs of keys and items above the mark in the dict below it.</summary>
    SetItems = (byte)'u',

    /// <summary>A class or function, named by two lines of text.</summary>
    Global = (byte)'c',

    /// <summary>A class or function, named by the two topmost strings.</summary>
    StackGlobal = 0x93,

    /// <summary>Calls the function below the topmost tuple with that tuple as arguments.</summary>
    Reduce = (byte)'R',

    /// <summary>Sets the topmost item as the state of the object below it.</summary>
    Build = (byte)'b',

    /// <summary>The object outside the pickle, a storage, that the topmost tuple identifies.</summary>
    BinPersistentId = (byte)'Q',

    /// <summary>Stores the topmost item in the memo; the index has one byte.</summary>
    BinPut = (byte)'q',

    /// <summary>Stores the topmost item in the memo; the index has 4 bytes.</summary>
    LongBinPut = (byte)'r',

    /// <summary>Stores the topmost item in the memo at the next index.</summary>
    Memoize = 0x94,

    /// <summary>Pushes an item of the memo; the index has one byte.</summary>
    BinGet = (byte)'h',

    /// <summary>Pushes an item of the memo; the index has 4 bytes.</summary>
    LongBinGet = (byte)'j',

    /// <summary>The protocol's version.</summary>
    Protocol = 0x80,

    /// <summary>The length of the following frame, which readers may read ahead.</summary>
    Frame = 0x95,
}
