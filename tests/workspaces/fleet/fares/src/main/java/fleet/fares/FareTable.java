package fleet.fares;

/** What a ride costs. centsFor is used by the app; roundUp is nobody's business. */
public final class FareTable {
  private final int base;

  public FareTable(int base) {
    this.base = base;
  }

  public int centsFor(int stops, boolean night) {
    return roundUp(base + 35 * stops * (night ? 2 : 1));
  }

  private int roundUp(int cents) {
    return (cents + 9) / 10 * 10;
  }

  public static String label(int cents) {
    return label(cents, "EUR");
  }

  public static String label(int cents, String currency) {
    return cents / 100 + " " + currency;
  }
}
