// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.rules;

/**
 * A symptom: the stack on which the kernel panicked.
 *
 * @param stack named as in {@link dev.panictriage.facts.Frame}
 */
public record PanicStack(String stack) {}
