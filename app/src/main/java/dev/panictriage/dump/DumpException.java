// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.dump;

/** A file that is no dump, or none that can be read. The message is for the user and says what the file looks like. */
public final class DumpException extends Exception {
    public DumpException(String message) {
        super(message);
    }

    public DumpException(String message, Throwable cause) {
        super(message, cause);
    }
}
