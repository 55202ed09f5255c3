"""Mail's administration: each view reads its form, makes one call, and answers with a page or a way back."""
