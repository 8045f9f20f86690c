"""What happened in a period, as figures and plots on one page; it holds no word that a visitor wrote."""
