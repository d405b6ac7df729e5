/**
 * What a route changes of messages on their way: the path, host and fields of a request, the addresses, cookies and
 * fields of an answer, and the pages that stand in place of errors. Start at {@link io.tollgate.rewrite.Rewriting}, a
 * route's settings compiled once per snapshot; {@link io.tollgate.rewrite.PrefixSwap} and {@link
 * io.tollgate.rewrite.AnswerRewriting} are the two directions, pure functions on text. {@link
 * io.tollgate.rewrite.Pages} alone reads files.
 */
@NullMarked
package io.tollgate.rewrite;

import org.jspecify.annotations.NullMarked;
