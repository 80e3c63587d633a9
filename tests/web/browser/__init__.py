"""What only a browser shows. Skipped, and said so, where Playwright or Chromium is missing."""
