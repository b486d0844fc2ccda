// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

import java.io.Serial;

/** A type, member or symbol that this kernel does not have. Expected, so it carries no stack trace. */
public final class MissingTypeException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    private MissingTypeException(Sentence sentence) {
        super(sentence.text, null, false, false);
    }

    /** @param what e.g. the member's name */
    public MissingTypeException(String type, String what) {
        this(new Sentence("this kernel's " + type + " has no " + what));
    }

    public MissingTypeException(String what) {
        this(new Sentence("this kernel has no " + what));
    }

    /** For a kernel of which no type is known: whether it has this one cannot be told. */
    static MissingTypeException typesNotKnown(String struct) {
        return new MissingTypeException(new Sentence("struct " + struct
                + " is not known: the dump has no readable BTF, and no debugging information was found"));
    }

    /** For a kernel whose symbols were not found: whether it has this variable cannot be told. */
    static MissingTypeException symbolsNotKnown(String variable) {
        return new MissingTypeException(new Sentence(
                "the place of " + variable + " is not known: the kernel's symbols (kallsyms) cannot be read"));
    }

    /** A whole message, so that it is not taken for a name. */
    private record Sentence(String text) {}
}
