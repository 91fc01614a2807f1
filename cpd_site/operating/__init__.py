"""What whoever runs the site needs: whether it is well, backups, what is old."""
