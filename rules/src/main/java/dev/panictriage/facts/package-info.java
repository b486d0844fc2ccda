// SPDX-License-Identifier: Apache-2.0
/**
 * The fact vocabulary: what was observed of a machine that died, one immutable record per kind of observation, each
 * with its {@link dev.panictriage.facts.Source provenance}. Knows no file format: the same facts come out of a dump and
 * out of pasted text. Whatever an input may lack is nullable and means "not known", never a default.
 */
@NullMarked
package dev.panictriage.facts;

import org.jspecify.annotations.NullMarked;
