// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.cli;

/** An input that cannot be triaged. The message is for the user. */
final class UnusableInputException extends Exception {
    UnusableInputException(String message) {
        super(message);
    }
}
