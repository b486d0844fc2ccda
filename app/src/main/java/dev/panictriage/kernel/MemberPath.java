// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import dev.panictriage.kernel.Types.Array;
import dev.panictriage.kernel.Types.Member;
import dev.panictriage.kernel.Types.Struct;
import dev.panictriage.kernel.Types.Type;
import org.jspecify.annotations.Nullable;

/** From a path through nested structs, {@code a.b[2].c}, to the member: what {@link Struct#member} means by one. */
public final class MemberPath {
    /** Structs within structs, named or not; no type of the kernel comes near. */
    private static final int DEEPEST = 24;

    private static final int LONGEST_INDEX = 9;

    private MemberPath() {}

    /** Looks for a name in one struct. */
    @FunctionalInterface
    public interface Lookup {
        /**
         * A member of the struct or of its anonymous members.
         *
         * @param path to be its name
         * @param start to which its offset is added
         */
        @Nullable
        Member find(Struct struct, String name, String path, long start);
    }

    /** Null if there is no such member, or the path is none. */
    public static @Nullable Member find(Struct from, String path, Lookup lookup) {
        Type type = from;
        long offset = 0;
        int at = 0;
        for (int depth = 0; depth < DEEPEST; depth++) {
            int end = endOfName(path, at);
            if (!(type instanceof Struct struct) || end == at) {
                return null;
            }
            Member member = lookup.find(struct, path.substring(at, end), path, offset);
            if (member == null) {
                return null;
            }
            type = member.type();
            offset = member.offset();
            at = end;
            while (at < path.length() && path.charAt(at) == '[') {
                int close = path.indexOf(']', at);
                long index = close < 0 ? -1 : index(path, at + 1, close);
                // A count of 0 is a flexible array: the type does not say how many there are.
                if (!(type instanceof Array array) || index < 0 || array.count() > 0 && index >= array.count()) {
                    return null;
                }
                type = array.element();
                offset += index * type.size();
                at = close + 1;
            }
            if (at == path.length()) {
                return new Member(path, offset, member.bitOffset(), member.bitSize(), type);
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

    private static long index(String path, int start, int end) {
        if (start == end || end - start > LONGEST_INDEX) {
            return -1;
        }
        long index = 0;
        for (int i = start; i < end; i++) {
            int digit = path.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            index = index * 10 + digit;
        }
        return index;
    }
}
