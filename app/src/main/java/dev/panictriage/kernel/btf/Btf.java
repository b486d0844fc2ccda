// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel.btf;

import dev.panictriage.kernel.Memory;
import dev.panictriage.kernel.MissingTypeException;
import dev.panictriage.kernel.Types;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The types of one BTF blob: the kernel's, or a module's on top of the kernel's ("split": its type numbers and string
 * offsets go on where the kernel's end). Keeps the blob, the positions of its types, and a hash table of each sort of
 * name once such a name was asked for; everything else is decoded when it is asked for.
 *
 * <p>Thread-safe.
 */
public final class Btf implements Types {
    /** More than any kernel has; distribution kernels have 3 to 6 MB. */
    private static final int LARGEST = 24 << 20;
    /** MAX_RESOLVE_DEPTH of {@code kernel/bpf/btf.c}. */
    private static final int DEEPEST = 32;

    /** Bytes; only to start with an array that need not grow. */
    private static final int TYPICAL_TYPE = 20;

    private static final int STRUCTS = 1 << BtfLayout.STRUCT | 1 << BtfLayout.UNION;
    private static final int ENUMS = 1 << BtfLayout.ENUM | 1 << BtfLayout.ENUM64;
    private static final int TYPEDEFS = 1 << BtfLayout.TYPEDEF;

    private static final Scalar VOID = new Scalar("", 0, false);

    private final BtfBlob blob;
    private final @Nullable Btf base;
    private final @Nullable Btf distilledFrom;
    private final int firstString;
    private final int firstType;
    private int[] positions;
    private int count;
    private int enumerators;
    private boolean signedEnumsAreFlagged;

    private @Nullable BtfNames structNames;
    private @Nullable BtfNames typedefNames;
    private @Nullable BtfNames enumNames;
    private @Nullable BtfNames enumeratorNames;
    private final Map<Integer, BtfStruct> structs = new ConcurrentHashMap<>();

    private Btf(BtfBlob blob, @Nullable Btf base, @Nullable Btf distilledFrom) {
        this.blob = blob;
        this.base = base;
        this.distilledFrom = distilledFrom;
        firstString = base == null ? 0 : base.firstString + base.blob.stringsLength();
        firstType = base == null ? 1 : base.firstType + base.count;
        positions = new int[blob.typesLength() / TYPICAL_TYPE];
        index(blob.kindLayouts());
    }

    /**
     * @param blob kept, not copied
     * @throws MissingTypeException if that is no BTF
     */
    public static Btf parse(byte[] blob) {
        return new Btf(new BtfBlob(blob), null, null);
    }

    /** The BTF of a module, on top of the kernel's. */
    public static Btf parse(byte[] blob, Btf base) {
        return new Btf(new BtfBlob(blob), base, null);
    }

    /**
     * The base that a module built apart from its kernel brings along (section .BTF.base, kernel 6.11): of the types that the
     * module refers to it has but names and sizes. What they contain is looked up in the kernel's BTF.
     */
    public static Btf parseDistilled(byte[] blob, Btf kernel) {
        return new Btf(new BtfBlob(blob), null, kernel);
    }

    /**
     * The kernel's own BTF.
     *
     * @param start {@code __start_BTF}
     * @param end {@code __stop_BTF}
     * @throws MissingTypeException if there is none
     */
    public static Btf read(Memory memory, long start, long end) {
        return parse(blob(memory, start, end - start));
    }

    /**
     * A module's BTF.
     *
     * @param baseLength 0 if the module has no base of its own
     */
    public static Btf readModule(Memory memory, long start, long length, long baseStart, long baseLength, Btf kernel) {
        Btf base = baseLength == 0 ? kernel : parseDistilled(blob(memory, baseStart, baseLength), kernel);
        return parse(blob(memory, start, length), base);
    }

    private static byte[] blob(Memory memory, long start, long length) {
        if (length < BtfLayout.SHORT_HEADER || length > LARGEST) {
            throw new MissingTypeException("BTF of a possible size");
        }
        return memory.bytes(start, (int) length);
    }

    @Override
    public Optional<Struct> struct(String name) {
        if (distilledFrom != null) {
            return distilledFrom.struct(name);
        }
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        int position = structNames().find(wanted);
        if (position != 0) {
            return Optional.of(structOf(typeAt(position)));
        }
        int alias = typedefNames().find(wanted);
        if (alias != 0 && resolve(typeAt(alias)) instanceof Struct struct) {
            return Optional.of(struct);
        }
        return base == null ? Optional.empty() : base.struct(name);
    }

    @Override
    public OptionalLong enumerator(String constant) {
        if (distilledFrom != null) {
            return distilledFrom.enumerator(constant);
        }
        byte[] wanted = constant.getBytes(StandardCharsets.UTF_8);
        int position = enumeratorNames().find(wanted);
        if (position != 0) {
            return OptionalLong.of(enumeratorValue(position, positions[typeAt(position) - firstType]));
        }
        return base == null ? OptionalLong.empty() : base.enumerator(constant);
    }

    @Override
    public List<Enumerator> enumeration(String name) {
        if (distilledFrom != null) {
            return distilledFrom.enumeration(name);
        }
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        int position = enumNames().find(wanted);
        if (position == 0) {
            return base == null ? List.of() : base.enumeration(name);
        }
        int info = word(position + BtfLayout.INFO_AT);
        int each = BtfLayout.bytesEach(BtfLayout.kind(info));
        List<Enumerator> constants = new ArrayList<>();
        for (int i = 0, at = position + BtfLayout.TYPE_SIZE; i < BtfLayout.count(info); i++, at += each) {
            constants.add(new Enumerator(name(word(at)), enumeratorValue(at, position)));
        }
        return constants;
    }

    /** A pass over all types: too few functions are ever asked for to make a table of them. */
    @Override
    public Optional<Function> function(String name) {
        if (distilledFrom != null) {
            return distilledFrom.function(name);
        }
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        Function found = null;
        for (int i = 0; i < count; i++) {
            int position = positions[i];
            if (BtfLayout.kind(word(position + BtfLayout.INFO_AT)) == BtfLayout.FUNCTION && isNamed(position, wanted)) {
                Function function = functionAt(name, word(position + BtfLayout.SIZE_OR_TYPE_AT));
                if (function == null || found != null && !isSame(found, function)) {
                    return Optional.empty();
                }
                found = function;
            }
        }
        return found != null || base == null ? Optional.ofNullable(found) : base.function(name);
    }

    private @Nullable Function functionAt(String name, int prototype) {
        Btf owner = ownerOf(prototype);
        if (owner == null) {
            return null;
        }
        int position = owner.positions[prototype - owner.firstType];
        int info = owner.word(position + BtfLayout.INFO_AT);
        if (BtfLayout.kind(info) != BtfLayout.FUNCTION_PROTOTYPE) {
            return null;
        }
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0, at = position + BtfLayout.TYPE_SIZE;
                i < BtfLayout.count(info);
                i++, at += BtfLayout.PARAMETER_SIZE) {
            parameters.add(new Parameter(
                    owner.name(owner.word(at + BtfLayout.PARAMETER_NAME_AT)),
                    owner.resolve(owner.word(at + BtfLayout.PARAMETER_TYPE_AT))));
        }
        return new Function(name, owner.resolve(owner.word(position + BtfLayout.SIZE_OR_TYPE_AT)), parameters);
    }

    /** Pointers are compared by what they point to. */
    private static boolean isSame(Function one, Function other) {
        if (one.parameters().size() != other.parameters().size() || !isSame(one.result(), other.result())) {
            return false;
        }
        for (int i = 0; i < one.parameters().size(); i++) {
            if (!isSame(
                    one.parameters().get(i).type(), other.parameters().get(i).type())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSame(Type one, Type other) {
        return one instanceof Pointer a && other instanceof Pointer b
                ? a.target().struct().equals(b.target().struct())
                : one.equals(other);
    }

    /** One more than the highest type number. */
    int endOfTypes() {
        return firstType + count;
    }

    /** A type as it is used: modifiers and typedefs are resolved. Void for a number that there is not, or a loop. */
    Type resolve(int type) {
        return resolve(type, 0);
    }

    private Type resolve(int type, int depth) {
        Btf owner = ownerOf(type);
        if (owner == null || depth > DEEPEST) {
            return VOID;
        }
        return owner.resolveOwn(type, depth);
    }

    private Type resolveOwn(int type, int depth) {
        int position = positions[type - firstType];
        int info = word(position + BtfLayout.INFO_AT);
        int sizeOrType = word(position + BtfLayout.SIZE_OR_TYPE_AT);
        return switch (BtfLayout.kind(info)) {
            case BtfLayout.INT -> new Scalar(nameOf(position), unsigned(sizeOrType), intIsSigned(position));
            case BtfLayout.ENUM, BtfLayout.ENUM64 ->
                new Scalar(nameOf(position), unsigned(sizeOrType), BtfLayout.flag(info));
            case BtfLayout.FLOAT -> new Scalar(nameOf(position), unsigned(sizeOrType), false);
            case BtfLayout.STRUCT, BtfLayout.UNION ->
                distilledFrom == null
                        ? structOf(type)
                        : distilledFrom.struct(nameOf(position)).orElse(structOf(type));
            case BtfLayout.POINTER ->
                new Pointer(
                        8, () -> resolve(sizeOrType) instanceof Struct struct ? Optional.of(struct) : Optional.empty());
            case BtfLayout.ARRAY -> {
                Type element = resolve(word(position + BtfLayout.ARRAY_ELEMENT_AT), depth + 1);
                long length = unsigned(word(position + BtfLayout.ARRAY_COUNT_AT));
                boolean possible = length == 0 || element.size() <= Integer.MAX_VALUE / length;
                yield possible ? new Array(element, length) : VOID;
            }
            case BtfLayout.TYPEDEF,
                    BtfLayout.VOLATILE,
                    BtfLayout.CONST,
                    BtfLayout.RESTRICT,
                    BtfLayout.TYPE_TAG,
                    BtfLayout.VARIABLE -> resolve(sizeOrType, depth + 1);
            default -> VOID;
        };
    }

    /** The width in bits of an integer that is narrower than its storage, as old compilers' BTF has it; otherwise 0. */
    int bitsOfInt(int type) {
        int target = type;
        for (int depth = 0; depth <= DEEPEST; depth++) {
            Btf owner = ownerOf(target);
            if (owner == null) {
                return 0;
            }
            int position = owner.positions[target - owner.firstType];
            int sizeOrType = owner.word(position + BtfLayout.SIZE_OR_TYPE_AT);
            switch (BtfLayout.kind(owner.word(position + BtfLayout.INFO_AT))) {
                case BtfLayout.TYPEDEF, BtfLayout.VOLATILE, BtfLayout.CONST, BtfLayout.TYPE_TAG -> target = sizeOrType;
                case BtfLayout.INT -> {
                    int bits = owner.word(position + BtfLayout.TYPE_SIZE) & 0xff;
                    return bits == sizeOrType * 8L ? 0 : bits;
                }
                default -> {
                    return 0;
                }
            }
        }
        return 0;
    }

    int word(int position) {
        return blob.word(position);
    }

    String nameOf(int position) {
        return name(word(position + BtfLayout.NAME_AT));
    }

    boolean isUnion(int position) {
        return BtfLayout.kind(word(position + BtfLayout.INFO_AT)) == BtfLayout.UNION;
    }

    boolean flag(int position) {
        return BtfLayout.flag(word(position + BtfLayout.INFO_AT));
    }

    /** Whether the entry's first word is the offset of this name. */
    boolean isNamed(int position, byte[] name) {
        return isString(word(position + BtfLayout.NAME_AT), name);
    }

    private boolean isString(int offset, byte[] text) {
        return base != null && offset < firstString
                ? base.isString(offset, text)
                : blob.isString(offset - firstString, text);
    }

    int hashOfName(int offset) {
        return base != null && offset < firstString ? base.hashOfName(offset) : blob.hashOfString(offset - firstString);
    }

    private String name(int offset) {
        return base != null && offset < firstString ? base.name(offset) : blob.string(offset - firstString);
    }

    /** Ends at the first type whose size is not known: its followers cannot be found, nor do they matter to the others. */
    private void index(byte[] kindLayouts) {
        int at = blob.typesAt();
        int end = at + blob.typesLength();
        while (end - at >= BtfLayout.TYPE_SIZE) {
            long length = lengthOfType(at, kindLayouts);
            if (length < 0 || length > end - at) {
                break;
            }
            if (count == positions.length) {
                positions = Arrays.copyOf(positions, count + count / 2 + 16);
            }
            positions[count++] = at;
            noteEnumeration(word(at + BtfLayout.INFO_AT));
            at += (int) length;
        }
    }

    private long lengthOfType(int position, byte[] kindLayouts) {
        int info = word(position + BtfLayout.INFO_AT);
        int kind = BtfLayout.kind(info);
        int once = BtfLayout.bytesOnce(kind);
        int each = BtfLayout.bytesEach(kind);
        if (once < 0) {
            int layout = kind * BtfLayout.KIND_LAYOUT;
            if (layout + BtfLayout.KIND_LAYOUT > kindLayouts.length) {
                return -1;
            }
            once = kindLayouts[layout] & 0xff;
            each = kindLayouts[layout + 1] & 0xff;
        }
        return BtfLayout.TYPE_SIZE + once + (long) each * BtfLayout.count(info);
    }

    private void noteEnumeration(int info) {
        if (isOneOf(ENUMS, info)) {
            enumerators += BtfLayout.count(info);
            signedEnumsAreFlagged |= BtfLayout.flag(info);
        }
    }

    private @Nullable Btf ownerOf(int type) {
        if (type >= firstType) {
            return type < firstType + count ? this : null;
        }
        return base == null ? null : base.ownerOf(type);
    }

    private BtfStruct structOf(int type) {
        BtfStruct known = structs.get(type);
        if (known == null) {
            known = new BtfStruct(this, positions[type - firstType]);
            structs.put(type, known);
        }
        return known;
    }

    /** The type that an entry of this blob is or belongs to. */
    private int typeAt(int position) {
        int index = Arrays.binarySearch(positions, 0, count, position);
        return firstType + (index >= 0 ? index : -index - 2);
    }

    private long enumeratorValue(int at, int type) {
        int info = word(type + BtfLayout.INFO_AT);
        int low = word(at + BtfLayout.ENUM_VALUE_AT);
        if (BtfLayout.kind(info) == BtfLayout.ENUM64) {
            return unsigned(low) | (long) word(at + BtfLayout.ENUM64_HIGH_AT) << 32;
        }
        // Without 6089fb325cf7 of kernel 6.0 no enumeration is flagged, and a high bit more often means -1 than
        // 4294967295.
        return signedEnumsAreFlagged && !BtfLayout.flag(info) ? unsigned(low) : low;
    }

    private boolean intIsSigned(int position) {
        return (word(position + BtfLayout.TYPE_SIZE) >>> 24 & 1) != 0;
    }

    private static long unsigned(int word) {
        return Integer.toUnsignedLong(word);
    }

    private synchronized BtfNames structNames() {
        if (structNames == null) {
            structNames = names(STRUCTS);
        }
        return structNames;
    }

    private synchronized BtfNames typedefNames() {
        if (typedefNames == null) {
            typedefNames = names(TYPEDEFS);
        }
        return typedefNames;
    }

    private synchronized BtfNames enumNames() {
        if (enumNames == null) {
            enumNames = names(ENUMS);
        }
        return enumNames;
    }

    private synchronized BtfNames enumeratorNames() {
        if (enumeratorNames == null) {
            BtfNames names = new BtfNames(this, enumerators);
            for (int i = 0; i < count; i++) {
                addEnumerators(names, positions[i]);
            }
            enumeratorNames = names;
        }
        return enumeratorNames;
    }

    private void addEnumerators(BtfNames names, int position) {
        int info = word(position + BtfLayout.INFO_AT);
        if (isOneOf(ENUMS, info)) {
            int each = BtfLayout.bytesEach(BtfLayout.kind(info));
            for (int i = 0, at = position + BtfLayout.TYPE_SIZE; i < BtfLayout.count(info); i++, at += each) {
                names.add(at);
            }
        }
    }

    private BtfNames names(int kinds) {
        int entries = 0;
        for (int i = 0; i < count; i++) {
            if (isNamedOneOf(kinds, positions[i])) {
                entries++;
            }
        }
        BtfNames names = new BtfNames(this, entries);
        for (int i = 0; i < count; i++) {
            if (isNamedOneOf(kinds, positions[i])) {
                names.add(positions[i]);
            }
        }
        return names;
    }

    private boolean isNamedOneOf(int kinds, int position) {
        return isOneOf(kinds, word(position + BtfLayout.INFO_AT)) && word(position + BtfLayout.NAME_AT) != 0;
    }

    private static boolean isOneOf(int kinds, int info) {
        int kind = BtfLayout.kind(info);
        return kind < Integer.SIZE && (kinds >>> kind & 1) != 0;
    }
}
