"""What a file says: frozen typed values and their checks. Nothing here touches a disk."""
