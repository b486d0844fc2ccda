// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.explain;

import dev.panictriage.explain.DeclaredTypes.Structure;
import dev.panictriage.explain.DeclaredTypes.Variable;
import dev.panictriage.facts.Word;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A value as C.
 *
 * @param text without the offset
 * @param target what the text points to, where that is known
 * @param offset bytes that are added to it
 */
record Expression(String text, @Nullable Structure target, long offset) {
    private static final int WORD = 8;

    static Expression of(String text) {
        return new Expression(text, null, 0);
    }

    static Expression of(Variable variable, String otherwise) {
        return new Expression(variable.name().isEmpty() ? otherwise : variable.name(), variable.target(), 0);
    }

    Expression plus(long bytes) {
        return bytes == 0 ? this : new Expression(text, target, offset + bytes);
    }

    /** The same value where more is known of its type. */
    Expression typedBy(@Nullable Variable declared) {
        return target == null && offset == 0 && declared != null ? new Expression(text, declared.target(), 0) : this;
    }

    /** Whether nothing is known of the value but the register that held it. */
    boolean isRegister() {
        return offset == 0 && GeneralRegisters.number(text.toLowerCase(Locale.ROOT)) >= 0;
    }

    /** What so many bytes there hold. */
    Expression load(long displacement, int size) {
        long at = offset + displacement;
        Variable member = target == null ? null : target.member(at, size);
        if (member != null) {
            return new Expression(atom() + "->" + member.name(), member.target(), 0);
        }
        String pointer = at == 0 ? text : "(" + sum(at) + ")";
        return of("*" + (size == WORD || size == 0 ? "" : "(u" + size * 8 + " *)") + (at == 0 ? atom() : pointer));
    }

    private String atom() {
        return text.startsWith("*") || text.contains(" ") ? "(" + text + ")" : text;
    }

    private String sum(long bytes) {
        return text + (bytes < 0 ? " - " : " + ") + Word.of(Math.abs(bytes)).brief();
    }

    @Override
    public String toString() {
        return offset == 0 ? text : sum(offset);
    }
}
