"""Every address of allauth that takes a POST."""

# Sign-in, which is allauth's: tests/cpd_site/accounts/test_sign_in.py. Addresses of one's own
# account require signing in, as `test_an_address_of_an_account_asks_who_it_is` checks.
TO_COME_IN = {
    "account_login",
    "account_logout",
    "account_signup",
    "account_request_login_code",
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_reset_password",
    "account_confirm_password_reset_code",
    "account_complete_password_reset",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "socialaccount_signup",
}
OF_AN_ACCOUNT = {
    "close_account",  # ours; tests/cpd_site/accounts/test_personal_data.py
    "account_reauthenticate",
    "account_email",
    "account_change_password",
    "account_set_password",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
    "socialaccount_connections",
    "usersessions_list",
}

# Only for GET, but allauth asks for sign-in before it says so.
TO_LOOK_AT = {
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
}

# allauth's old addresses, which redirect to the current ones.
OLD = {
    f"/accounts/social/{page}/"
    for page in ("signup", "connections", "login/cancelled", "login/error")
}
