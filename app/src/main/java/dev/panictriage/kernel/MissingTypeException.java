// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.kernel;

/** A type, member or symbol that this kernel does not have. Expected, so it carries no stack trace. */
public final class MissingTypeException extends RuntimeException {
    /** @param what e.g. the member's name */
    public MissingTypeException(String type, String what) {
        super("this kernel's " + type + " has no " + what, null, false, false);
    }

    public MissingTypeException(String what) {
        super("this kernel has no " + what, null, false, false);
    }
}
