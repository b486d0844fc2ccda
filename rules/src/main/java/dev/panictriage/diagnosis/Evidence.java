// SPDX-License-Identifier: Apache-2.0
package dev.panictriage.diagnosis;

import dev.panictriage.facts.Source;

/**
 * One step of proof.
 *
 * @param text a sentence with the values it rests on
 * @param source where they were read
 */
public record Evidence(String text, Source source) {}
