// SPDX-License-Identifier: GPL-2.0-or-later
// Counts what is found by source, year and month from doc values, while it is collected: an array
// of counts for the sources of a segment, another for the months.
import java.io.IOException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.SimpleCollector;

final class FacetCounts extends SimpleCollector {
  private static final int DAYS = 40_000; // from 1970 to 2079
  private static final int[] MONTH_OF_DAY = new int[DAYS];

  static {
    for (int day = 0; day < DAYS; ++day) {
      LocalDate date = LocalDate.ofEpochDay(day);
      MONTH_OF_DAY[day] = (date.getYear() - 1970) * 12 + date.getMonthValue() - 1;
    }
  }

  final Map<String, Integer> sources = new HashMap<>();
  final int[] months = new int[DAYS / 28];
  final int[] years = new int[DAYS / 365 + 1];
  private SortedDocValues source;
  private NumericDocValues published;
  private int[] ofSource = {};

  @Override
  public void doSetNextReader(LeafReaderContext leaf) throws IOException {
    finishSegment();
    source = leaf.reader().getSortedDocValues("source");
    published = leaf.reader().getNumericDocValues("published");
    ofSource = new int[source.getValueCount()];
  }

  @Override
  public void collect(int document) throws IOException {
    if (source.advanceExact(document)) ++ofSource[source.ordValue()];
    if (!published.advanceExact(document)) return;
    int month = MONTH_OF_DAY[(int) Math.floorDiv(published.longValue(), 86_400L)];
    ++months[month];
    ++years[month / 12];
  }

  private void finishSegment() throws IOException {
    for (int i = 0; i < ofSource.length; ++i)
      if (ofSource[i] > 0) sources.merge(source.lookupOrd(i).utf8ToString(), ofSource[i], Integer::sum);
  }

  /** To be called when all is collected. */
  void count() throws IOException {
    finishSegment();
    ofSource = new int[0];
  }

  @Override
  public ScoreMode scoreMode() {
    return ScoreMode.COMPLETE_NO_SCORES;
  }
}
