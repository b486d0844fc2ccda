// SPDX-License-Identifier: Apache-2.0
/**
 * Renderers, one per format: from a triage to what a person or a program reads.
 */
@NullMarked
package dev.panictriage.report;

import org.jspecify.annotations.NullMarked;
