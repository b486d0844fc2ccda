// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.kernel.Types.Array;
import dev.panictriage.kernel.Types.Member;
import dev.panictriage.kernel.Types.Struct;
import dev.panictriage.kernel.Types.Type;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From an offset in a struct to the member that is there. */
final class MemberPaths {
    /** Structs within structs; also what bounds a type that contains itself in a hostile blob. */
    private static final int DEEPEST = 16;

    /** Members looked at in one search. */
    private static final int MOST_MEMBERS = 20_000;

    private final long offset;
    private final long size;
    private int budget = MOST_MEMBERS;

    private MemberPaths(long offset, long size) {
        this.offset = offset;
        this.size = size;
    }

    static Optional<Member> find(Struct struct, long offset, long size) {
        return Optional.ofNullable(new MemberPaths(offset, size).in(struct, "", 0, 0));
    }

    private @Nullable Member in(Struct struct, String path, long start, int depth) {
        if (depth > DEEPEST) {
            return null;
        }
        for (Member member : struct.members()) {
            long at = start + member.offset();
            boolean covers = at <= offset && offset + size <= at + member.type().size();
            if (budget-- <= 0) {
                return null;
            }
            if (!covers || member.bitSize() > 0) {
                continue;
            }
            String name = member.name().isEmpty() ? path : path.isEmpty() ? member.name() : path + "." + member.name();
            Member found = inside(member.type(), name, at, depth + 1);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable Member inside(Type type, String path, long start, int depth) {
        if (type instanceof Struct struct) {
            return in(struct, path, start, depth);
        }
        if (type instanceof Array array) {
            long each = array.element().size();
            if (each == 0 || depth > DEEPEST) {
                return null;
            }
            long index = (offset - start) / each;
            return inside(array.element(), path + "[" + index + "]", start + index * each, depth + 1);
        }
        return start == offset && type.size() == size && !path.isEmpty() ? new Member(path, offset, 0, 0, type) : null;
    }
}
