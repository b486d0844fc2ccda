// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel.btf;

import dev.panictriage.kernel.MemberPath;
import dev.panictriage.kernel.Types;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A struct or union of BTF; its members are decoded when they are looked up. */
final class BtfStruct implements Types.Struct {
    /** Structs within structs, named or not; no type of the kernel comes near. */
    private static final int DEEPEST = 24;
    /** Members seen in one search; anonymous members of a hostile blob could multiply without end. */
    private static final int MOST_MEMBERS = 100_000;

    private final Btf btf;
    private final int position;
    private final Map<String, Optional<Types.Member>> known = new ConcurrentHashMap<>();

    BtfStruct(Btf btf, int position) {
        this.btf = btf;
        this.position = position;
    }

    @Override
    public String name() {
        return btf.nameOf(position);
    }

    @Override
    public long size() {
        return Integer.toUnsignedLong(btf.word(position + BtfLayout.SIZE_OR_TYPE_AT));
    }

    @Override
    public List<Types.Member> members() {
        List<Types.Member> members = new ArrayList<>(count());
        for (int i = 0; i < count(); i++) {
            int at = memberAt(i);
            members.add(decode(at, btf.nameOf(at), 0));
        }
        return members;
    }

    @Override
    public Optional<Types.Member> member(String path) {
        Optional<Types.Member> member = known.get(path);
        if (member == null) {
            member = Optional.ofNullable(MemberPath.find(this, path, BtfStruct::lookUp));
            known.put(path, member);
        }
        return member;
    }

    @Override
    public String toString() {
        return (btf.isUnion(position) ? "union " : "struct ") + name();
    }

    private static Types.@Nullable Member lookUp(Types.Struct struct, String name, String path, long start) {
        return struct instanceof BtfStruct own
                ? own.search(name.getBytes(StandardCharsets.UTF_8), path, start, 0, new int[] {MOST_MEMBERS})
                : null;
    }

    /** A member of this struct or of its anonymous members, at its offset from {@code start}. */
    private Types.@Nullable Member search(byte[] name, String path, long start, int depth, int[] budget) {
        int count = count();
        for (int i = 0; i < count; i++) {
            int at = memberAt(i);
            if (budget[0]-- <= 0) {
                return null;
            }
            if (btf.isNamed(at, name)) {
                return decode(at, path, start);
            }
            if (depth < DEEPEST
                    && btf.word(at + BtfLayout.MEMBER_NAME_AT) == 0
                    && btf.resolve(btf.word(at + BtfLayout.MEMBER_TYPE_AT)) instanceof BtfStruct inner) {
                Types.Member member = inner.search(name, path, start + bits(at) / 8, depth + 1, budget);
                if (member != null) {
                    return member;
                }
            }
        }
        return null;
    }

    private Types.Member decode(int at, String name, long start) {
        int type = btf.word(at + BtfLayout.MEMBER_TYPE_AT);
        long bits = bits(at);
        int width = btf.flag(position) ? btf.word(at + BtfLayout.MEMBER_OFFSET_AT) >>> 24 : btf.bitsOfInt(type);
        int bitOffset = width == 0 ? 0 : (int) (bits % 8);
        return new Types.Member(name, start + bits / 8, bitOffset, width, btf.resolve(type));
    }

    /** Where a member starts, in bits. */
    private long bits(int at) {
        int offset = btf.word(at + BtfLayout.MEMBER_OFFSET_AT);
        return btf.flag(position) ? offset & 0xffffff : Integer.toUnsignedLong(offset);
    }

    private int count() {
        return BtfLayout.count(btf.word(position + BtfLayout.INFO_AT));
    }

    private int memberAt(int index) {
        return position + BtfLayout.TYPE_SIZE + index * BtfLayout.MEMBER_SIZE;
    }
}
