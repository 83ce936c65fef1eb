namespace NetInsight.Formats.PyTorch;

/// <summary>
/// The opcodes of Python's pickle (protocols 2 to 5) that state dicts are made of. No other is known; above all none that makes objects of
/// classes (INST, OBJ, NEWOBJ) or asks a registry (EXT). Source: Lib/pickletools.py of CPython.
/// </summary>
internal enum PickleOpcode : byte
{
    /// <summary>Marks a place on the stack, where the items of a container begin.</summary>
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

    /// <summary>A whole number of 4 bytes, with sign.</summary>
    BinInt = (byte)'J',

    /// <summary>A whole number of one byte.</summary>
    BinInt1 = (byte)'K',

    /// <summary>A whole number of 2 bytes.</summary>
    BinInt2 = (byte)'M',

    /// <summary>A whole number of up to 255 bytes, whose count is one byte.</summary>
    Long1 = 0x8a,

    /// <summary>A whole number whose count of bytes has 4 bytes.</summary>
    Long4 = 0x8b,

    /// <summary>A binary64 number, its highest byte first.</summary>
    BinFloat = (byte)'G',

    /// <summary>A text in UTF-8; its length has 4 bytes.</summary>
    BinUnicode = (byte)'X',

    /// <summary>A text in UTF-8; its length has one byte.</summary>
    ShortBinUnicode = 0x8c,

    /// <summary>A text in UTF-8; its length has 8 bytes.</summary>
    BinUnicode8 = 0x8d,

    /// <summary>A text that Python 2 wrote; its length has 4 bytes, with sign.</summary>
    BinString = (byte)'T',

    /// <summary>A text that Python 2 wrote; its length has one byte.</summary>
    ShortBinString = (byte)'U',

    /// <summary>Bytes; their count has 4 bytes.</summary>
    BinBytes = (byte)'B',

    /// <summary>Bytes; their count has one byte.</summary>
    ShortBinBytes = (byte)'C',

    /// <summary>Bytes; their count has 8 bytes.</summary>
    BinBytes8 = 0x8e,

    /// <summary>A list without items.</summary>
    EmptyList = (byte)']',

    /// <summary>Adds the topmost item to the list under it.</summary>
    Append = (byte)'a',

    /// <summary>Adds the items above the mark to the list under it.</summary>
    Appends = (byte)'e',

    /// <summary>A tuple without items.</summary>
    EmptyTuple = (byte)')',

    /// <summary>A tuple of the items above the mark.</summary>
    Tuple = (byte)'t',

    /// <summary>A tuple of the topmost item.</summary>
    Tuple1 = 0x85,

    /// <summary>A tuple of the two topmost items.</summary>
    Tuple2 = 0x86,

    /// <summary>A tuple of the three topmost items.</summary>
    Tuple3 = 0x87,

    /// <summary>A dict without items.</summary>
    EmptyDict = (byte)'}',

    /// <summary>Puts the topmost item into the dict two under it, under the key between them.</summary>
    SetItem = (byte)'s',

    /// <summary>Puts the pairs of keys and items above the mark into the dict under it.</summary>
    SetItems = (byte)'u',

    /// <summary>A class or function, named by two lines of text.</summary>
    Global = (byte)'c',

    /// <summary>A class or function, named by the two topmost texts.</summary>
    StackGlobal = 0x93,

    /// <summary>What the function under the topmost tuple makes of it.</summary>
    Reduce = (byte)'R',

    /// <summary>Gives the topmost item as its state to the object under it.</summary>
    Build = (byte)'b',

    /// <summary>What the topmost tuple names outside the pickle: a storage.</summary>
    BinPersistentId = (byte)'Q',

    /// <summary>Keeps the topmost item in the memo, at a number of one byte.</summary>
    BinPut = (byte)'q',

    /// <summary>Keeps the topmost item in the memo, at a number of 4 bytes.</summary>
    LongBinPut = (byte)'r',

    /// <summary>Keeps the topmost item in the memo, at the next number.</summary>
    Memoize = 0x94,

    /// <summary>The memo's item at a number of one byte.</summary>
    BinGet = (byte)'h',

    /// <summary>The memo's item at a number of 4 bytes.</summary>
    LongBinGet = (byte)'j',

    /// <summary>The protocol's number.</summary>
    Protocol = 0x80,

    /// <summary>The length of what follows, so that readers may read ahead.</summary>
    Frame = 0x95,
}
