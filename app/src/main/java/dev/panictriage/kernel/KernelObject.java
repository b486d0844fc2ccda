// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.dump.UnreadableException;
import java.util.Optional;

/**
 * A struct in the kernel's memory, read member by member. Paths are as in {@link Types.Struct#member}; a member that
 * this kernel's type lacks throws {@link MissingTypeException}, memory that the dump lacks {@link UnreadableException}:
 * ask {@link #has} first where a member comes and goes between versions.
 *
 * @param address of its first byte
 */
public record KernelObject(Memory memory, Types.Struct type, long address) {
    public boolean has(String path) {
        return type.member(path).isPresent();
    }

    /** The first of the paths that this kernel has. */
    public String firstOf(String... paths) {
        for (String path : paths) {
            if (has(path)) {
                return path;
            }
        }
        throw new MissingTypeException(type.name(), String.join(" or ", paths));
    }

    public Types.Member member(String path) {
        return type.member(path).orElseThrow(() -> new MissingTypeException(type.name(), path));
    }

    public long addressOf(String path) {
        return address + member(path).offset();
    }

    /** A scalar or pointer member, zero-extended unless its type is signed; bit-fields are extracted. */
    public long number(String path) {
        Types.Member member = member(path);
        long at = address + member.offset();
        if (member.bitSize() > 0) {
            long raw = 0;
            int bytes = (member.bitOffset() + member.bitSize() + 7) / 8;
            byte[] window = memory.bytes(at, bytes);
            for (int i = Math.min(bytes, 8) - 1; i >= 0; i--) {
                raw = raw << 8 | window[i] & 0xff;
            }
            long mask = member.bitSize() == 64 ? -1L : (1L << member.bitSize()) - 1;
            return raw >>> member.bitOffset() & mask;
        }
        boolean signed = member.type() instanceof Types.Scalar scalar && scalar.signed();
        return switch ((int) member.type().size()) {
            case 1 -> signed ? (byte) memory.u8(at) : memory.u8(at);
            case 2 -> signed ? (short) memory.u16(at) : memory.u16(at);
            case 4 -> signed ? memory.s32(at) : memory.u32(at);
            case 8 -> memory.u64(at);
            default -> throw new MissingTypeException(type.name(), path + " as a number");
        };
    }

    /** A char array member, up to its NUL. */
    public String string(String path) {
        Types.Member member = member(path);
        return memory.string(address + member.offset(), (int) member.type().size());
    }

    /** The string that a {@code char *} member points at; empty for NULL. */
    public String stringAt(String path, int limit) {
        long pointer = number(path);
        return pointer == 0 ? "" : memory.string(pointer, limit);
    }

    /** A member that is itself a struct. */
    public KernelObject struct(String path) {
        Types.Member member = member(path);
        if (member.type() instanceof Types.Struct struct) {
            return new KernelObject(memory, struct, address + member.offset());
        }
        throw new MissingTypeException(type.name(), path + " as a struct");
    }

    /** The struct a pointer member points at; empty for NULL or a target without a definition. */
    public Optional<KernelObject> target(String path) {
        Types.Member member = member(path);
        long pointer = number(path);
        if (pointer == 0 || !(member.type() instanceof Types.Pointer p)) {
            return Optional.empty();
        }
        return p.target().struct().map(struct -> new KernelObject(memory, struct, pointer));
    }
}
