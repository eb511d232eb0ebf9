package alo153.routing.out;

/**
 * How far the words have been read. Words and events of a request lie in partitions of the same
 * number.
 */
public interface WordsReading {
  /** The offset behind the last words that lie in a partition now; blocking. */
  long end(int partition);

  /** The offset up to which words are read and kept, by whichever instance; blocking. */
  long taken(int partition);
}
