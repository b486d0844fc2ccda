// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import dev.panictriage.elf4j.dwarf.Die;
import dev.panictriage.elf4j.dwarf.DwAt;
import dev.panictriage.elf4j.dwarf.DwTag;
import dev.panictriage.elf4j.dwarf.DwarfException;
import dev.panictriage.elf4j.dwarf.StructMember;
import dev.panictriage.elf4j.dwarf.TypeEntries;
import dev.panictriage.kernel.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A struct or union of DWARF. */
final class DwarfStruct implements Types.Struct {
    /** Structs within structs, named or not; no type of the kernel comes near. */
    private static final int DEEPEST = 24;

    private final DwarfTypes types;
    private final Die die;
    private final Map<String, Optional<Types.Member>> known = new HashMap<>();
    private @Nullable List<StructMember> members;

    DwarfStruct(DwarfTypes types, Die die) {
        this.types = types;
        this.die = die;
    }

    boolean isDeclaration() {
        return die.flag(DwAt.DECLARATION);
    }

    @Override
    public String name() {
        return die.name();
    }

    @Override
    public long size() {
        return TypeEntries.size(die);
    }

    @Override
    public List<Types.Member> members() {
        List<Types.Member> found = new ArrayList<>();
        for (StructMember member : own()) {
            found.add(member(member, member.name(), 0));
        }
        return found;
    }

    @Override
    public synchronized Optional<Types.Member> member(String path) {
        Optional<Types.Member> member = known.get(path);
        if (member == null) {
            member = Optional.ofNullable(find(path));
            known.put(path, member);
        }
        return member;
    }

    private Types.@Nullable Member find(String path) {
        Types.Type type = this;
        long offset = 0;
        int at = 0;
        for (int depth = 0; depth < DEEPEST; depth++) {
            int end = endOfName(path, at);
            Types.Member member =
                    type instanceof DwarfStruct struct ? struct.search(path.substring(at, end), path, offset, 0) : null;
            if (member == null) {
                return null;
            }
            type = member.type();
            offset = member.offset();
            at = end;
            while (at < path.length() && path.charAt(at) == '[') {
                int close = path.indexOf(']', at);
                long index = close < 0 ? -1 : index(path.substring(at + 1, close));
                // A count of 0 is a flexible array: the type does not say how many there are.
                if (!(type instanceof Types.Array array) || index < 0 || array.count() > 0 && index >= array.count()) {
                    return null;
                }
                type = array.element();
                offset += index * type.size();
                at = close + 1;
            }
            if (at == path.length()) {
                return new Types.Member(path, offset, member.bitOffset(), member.bitSize(), type);
            }
            if (path.charAt(at) != '.') {
                return null;
            }
            at++;
        }
        return null;
    }

    private static int endOfName(String path, int start) {
        int end = start;
        while (end < path.length() && path.charAt(end) != '.' && path.charAt(end) != '[') {
            end++;
        }
        return end;
    }

    private static long index(String digits) {
        try {
            return Integer.parseUnsignedInt(digits);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** A member of this struct or of its anonymous members, at its offset from {@code start}. */
    private Types.@Nullable Member search(String name, String path, long start, int depth) {
        for (StructMember member : own()) {
            if (!name.isEmpty() && member.name().equals(name)) {
                return member(member, path, start);
            }
            if (member.name().isEmpty() && depth < DEEPEST && types.type(member.type()) instanceof DwarfStruct inner) {
                Types.Member found = inner.search(name, path, start + member.offset(), depth + 1);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private Types.Member member(StructMember member, String name, long start) {
        return new Types.Member(
                name, start + member.offset(), member.bitOffset(), member.bitSize(), types.type(member.type()));
    }

    private synchronized List<StructMember> own() {
        if (members == null) {
            try {
                members = StructMember.of(die);
            } catch (DwarfException e) {
                members = List.of();
            }
        }
        return members;
    }

    @Override
    public String toString() {
        return (die.tag() == DwTag.UNION_TYPE ? "union " : "struct ") + name();
    }
}
