// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel.btf;

/**
 * What the bytes of BTF mean: {@code include/uapi/linux/btf.h}. A blob is a header, a section of types and a section of
 * strings. A type is three words (name, info, size or type), and more by its kind.
 */
final class BtfLayout {
    static final int MAGIC = 0xeb9f;
    static final int VERSION = 1;

    // struct btf_header; sections are counted from the header's end.
    static final int MAGIC_AT = 0;
    static final int VERSION_AT = 2;
    static final int HEADER_LENGTH_AT = 4;
    static final int TYPES_OFFSET_AT = 8;
    static final int TYPES_LENGTH_AT = 12;
    static final int STRINGS_OFFSET_AT = 16;
    static final int STRINGS_LENGTH_AT = 20;
    /** Only in headers that are long enough: kernel 7.1 and later may describe the sizes of kinds. */
    static final int KINDS_OFFSET_AT = 24;

    static final int KINDS_LENGTH_AT = 28;
    static final int SHORT_HEADER = 24;
    static final int LONG_HEADER = 32;
    /** struct btf_layout: u8 bytes once, u8 bytes for each element, u16 flags. */
    static final int KIND_LAYOUT = 4;

    // struct btf_type
    static final int NAME_AT = 0;
    static final int INFO_AT = 4;
    static final int SIZE_OR_TYPE_AT = 8;
    static final int TYPE_SIZE = 12;

    static final int INT = 1;
    static final int POINTER = 2;
    static final int ARRAY = 3;
    static final int STRUCT = 4;
    static final int UNION = 5;
    static final int ENUM = 6;
    static final int FORWARD = 7;
    static final int TYPEDEF = 8;
    static final int VOLATILE = 9;
    static final int CONST = 10;
    static final int RESTRICT = 11;
    static final int FUNCTION = 12;
    static final int FUNCTION_PROTOTYPE = 13;
    static final int VARIABLE = 14;
    static final int DATA_SECTION = 15;
    static final int FLOAT = 16;
    static final int DECLARATION_TAG = 17;
    static final int TYPE_TAG = 18;
    static final int ENUM64 = 19;

    // struct btf_array
    static final int ARRAY_ELEMENT_AT = TYPE_SIZE;
    static final int ARRAY_COUNT_AT = TYPE_SIZE + 8;

    // struct btf_member
    static final int MEMBER_SIZE = 12;
    static final int MEMBER_NAME_AT = 0;
    static final int MEMBER_TYPE_AT = 4;
    static final int MEMBER_OFFSET_AT = 8;

    // struct btf_param
    static final int PARAMETER_SIZE = 8;
    static final int PARAMETER_NAME_AT = 0;
    static final int PARAMETER_TYPE_AT = 4;

    // struct btf_enum, struct btf_enum64
    static final int ENUM_SIZE = 8;
    static final int ENUM64_SIZE = 12;
    static final int ENUM_VALUE_AT = 4;
    static final int ENUM64_HIGH_AT = 8;

    private BtfLayout() {}

    /** Bits 24 to 30 of info: five of them before kernel 7.1, when the others were zero. */
    static int kind(int info) {
        return info >>> 24 & 0x7f;
    }

    /** The number of members, constants, parameters: bits 0 to 23 of info; 16 of them before kernel 7.1. */
    static int count(int info) {
        return info & 0xffffff;
    }

    /** Bit 31 of info. Of a struct: members' offsets hold bit-field sizes. Of an enumeration: its values are signed. */
    static boolean flag(int info) {
        return info < 0;
    }

    /** Bytes that follow the three words of a type of this kind, once; -1 for a kind not known. */
    static int bytesOnce(int kind) {
        return switch (kind) {
            case INT, VARIABLE, DECLARATION_TAG -> 4;
            case ARRAY -> 12;
            case POINTER,
                    STRUCT,
                    UNION,
                    ENUM,
                    FORWARD,
                    TYPEDEF,
                    VOLATILE,
                    CONST,
                    RESTRICT,
                    FUNCTION,
                    FUNCTION_PROTOTYPE,
                    DATA_SECTION,
                    FLOAT,
                    TYPE_TAG,
                    ENUM64 -> 0;
            default -> -1;
        };
    }

    /** Bytes that follow for each of {@link #count}. */
    static int bytesEach(int kind) {
        return switch (kind) {
            case STRUCT, UNION -> MEMBER_SIZE;
            case ENUM, FUNCTION_PROTOTYPE -> 8;
            case ENUM64, DATA_SECTION -> 12;
            default -> 0;
        };
    }
}
