import { Module } from '@nestjs/common';
import { AdmitGuestHandler } from './admit-guest/admit-guest.handler.js';
import { AuthenticateHandler } from './authenticate/authenticate.handler.js';
import { ChangePasswordController } from './change-password/change-password.controller.js';
import { ChangePasswordHandler } from './change-password/change-password.handler.js';
import { ChangeProfileController } from './change-profile/change-profile.controller.js';
import { FindSession } from './credentials/find-session.js';
import { SessionCookie } from './credentials/session-cookie.js';
import { SessionStrategy } from './credentials/session.strategy.js';
import { AllowOrigins } from './cross-origin/allow-origins.js';
import { EndSessionController } from './end-session/end-session.controller.js';
import { EndSessionsHandler } from './end-sessions/end-sessions.handler.js';
import { ExportDataHandler } from './export-data/export-data.handler.js';
import { FetchMeController } from './fetch-me/fetch-me.controller.js';
import { FindAccountsHandler } from './find-accounts/find-accounts.handler.js';
import { FindPeopleHandler } from './find-people/find-people.handler.js';
import { FindProfilesHandler } from './find-profiles/find-profiles.handler.js';
import { FindQuietHoursHandler } from './find-quiet-hours/find-quiet-hours.handler.js';
import { IssueTicketController } from './issue-ticket/issue-ticket.controller.js';
import { Tickets } from './issue-ticket/tickets.js';
import { ListSessionsController } from './list-sessions/list-sessions.controller.js';
import { LocalStrategy } from './login/local.strategy.js';
import { LoginOutcomes } from './login/login-outcomes.js';
import { LoginController } from './login/login.controller.js';
import { LoginHandler } from './login/login.handler.js';
import { LogoutController } from './logout/logout.controller.js';
import { LogInByMailHandler } from './mail-accounts/log-in-by-mail.handler.js';
import { MailLogins } from './mail-accounts/mail-logins.js';
import { RegisterByMailHandler } from './mail-accounts/register-by-mail.handler.js';
import { SessionsByMailHandler } from './mail-accounts/sessions-by-mail.handler.js';
import { CheckPassword } from './passwords/check-password.js';
import { HashingPool } from './passwords/hashing-pool.js';
import { PasswordHasher } from './passwords/password-hasher.js';
import { Profiles } from './profiles/profiles.js';
import { RefreshController } from './refresh/refresh.controller.js';
import { RefreshHandler } from './refresh/refresh.handler.js';
import { NewAccounts } from './register/new-accounts.js';
import { RegisterController } from './register/register.controller.js';
import { RegisterHandler } from './register/register.handler.js';
import { ResetPasswordHandler } from './reset-password/reset-password.handler.js';
import { EndSessions } from './sessions/end-sessions.js';
import { Sessions } from './sessions/sessions.js';
import { SettingsController } from './settings/settings.controller.js';
import { UserSettings } from './settings/user-settings.js';
import { SweepRefreshTokens } from './sweep-refresh-tokens/sweep-refresh-tokens.js';
import { AddressLimits } from './throttling/address-limits.js';
import { Buckets } from './throttling/buckets.js';
import { CallerNetwork } from './throttling/caller-network.js';
import { KnownNetworks } from './throttling/known-networks.js';
import { PasswordTries } from './throttling/password-tries.js';
import { AccessTokens } from './tokens/access-tokens.js';
import { RefreshTokens } from './tokens/refresh-tokens.js';
import { SessionTokens } from './tokens/session-tokens.js';
import { SigningKey } from './tokens/signing-key.js';
import { TouchSessionHandler } from './touch-session/touch-session.handler.js';
import { UnregisterController } from './unregister/unregister.controller.js';
import { UnregisterHandler } from './unregister/unregister.handler.js';
import { Users } from './users.js';

@Module({
  controllers: [
    RegisterController,
    LoginController,
    RefreshController,
    LogoutController,
    UnregisterController,
    IssueTicketController,
    FetchMeController,
    ListSessionsController,
    EndSessionController,
    ChangePasswordController,
    SettingsController,
    AdmitGuestHandler,
    RegisterByMailHandler,
    LogInByMailHandler,
    SessionsByMailHandler,
    ChangeProfileController,
    AuthenticateHandler,
    TouchSessionHandler,
    ExportDataHandler,
    FindAccountsHandler,
    FindQuietHoursHandler,
    FindProfilesHandler,
    FindPeopleHandler,
    ResetPasswordHandler,
    EndSessionsHandler,
  ],
  providers: [
    AccessTokens,
    AddressLimits,
    AllowOrigins,
    Buckets,
    CallerNetwork,
    ChangePasswordHandler,
    CheckPassword,
    EndSessions,
    FindSession,
    HashingPool,
    KnownNetworks,
    LocalStrategy,
    LoginHandler,
    LoginOutcomes,
    MailLogins,
    NewAccounts,
    PasswordHasher,
    PasswordTries,
    Profiles,
    RefreshHandler,
    RefreshTokens,
    RegisterHandler,
    Sessions,
    SessionCookie,
    SessionStrategy,
    SessionTokens,
    SigningKey,
    SweepRefreshTokens,
    Tickets,
    UnregisterHandler,
    Users,
    UserSettings,
  ],
})
export class AuthModule {}
