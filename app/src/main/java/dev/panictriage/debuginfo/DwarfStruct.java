// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.debuginfo;

import dev.panictriage.elf4j.dwarf.Die;
import dev.panictriage.elf4j.dwarf.DwAt;
import dev.panictriage.elf4j.dwarf.DwTag;
import dev.panictriage.elf4j.dwarf.DwarfException;
import dev.panictriage.elf4j.dwarf.StructMember;
import dev.panictriage.elf4j.dwarf.TypeEntries;
import dev.panictriage.kernel.MemberPath;
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
            member = Optional.ofNullable(MemberPath.find(this, path, DwarfStruct::lookUp));
            known.put(path, member);
        }
        return member;
    }

    private static Types.@Nullable Member lookUp(Types.Struct struct, String name, String path, long start) {
        return struct instanceof DwarfStruct own ? own.search(name, path, start, 0) : null;
    }

    /** A member of this struct or of its anonymous members, at its offset from {@code start}. */
    private Types.@Nullable Member search(String name, String path, long start, int depth) {
        for (StructMember member : own()) {
            if (member.name().equals(name)) {
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
