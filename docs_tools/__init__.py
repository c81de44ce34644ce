"""What the documentation is made with: the site's hook, notebooks, screenshots."""
